"""Everything that the doors of one server process share, made when the server starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from guido.api_keys import ApiKeys
from guido.benefits import Benefits
from guido.bus import Bus, open_bus
from guido.cases import Cases
from guido.catalogue import Catalogue
from guido.catalogue.followed import FollowedFiles
from guido.catalogue.life_events import LifeEvents
from guido.catalogue.search import Search, open_search
from guido.conversations import Conversations
from guido.documents import Documents
from guido.experience import Experience
from guido.french.texts import Texts
from guido.handoff import Agents, Handoff
from guido.handoff.audit import Audit
from guido.handoff.canned import Canned
from guido.handoff.forms import Forms
from guido.handoff.joining import Joining
from guido.handoff.lists import Lists
from guido.handoff.marks import Marks
from guido.handoff.notes import Notes
from guido.handoff.notices import Notices
from guido.handoff.partners import read_partners
from guido.handoff.rules import Rules, read_rules
from guido.handoff.scheduled import Scheduled
from guido.handoff.teams import Teams
from guido.handoff.transcripts import Transcripts
from guido.handoff.watchers import Watchers
from guido.notifications import NOTIFICATIONS, Notifications, read_quiet_times
from guido.organisation import Organisation, load_organisation
from guido.procedures.hearing import Hearing
from guido.procedures.library import Library
from guido.procedures.service import Procedures
from guido.relay.appointment_changes import AppointmentChanges
from guido.relay.blocking import Blocking
from guido.relay.board import Board
from guido.relay.booking import Booking, open_booking, with_booking
from guido.relay.casework import Casework
from guido.relay.contact import Contact
from guido.relay.corrections import Corrections
from guido.relay.desk import Desk
from guido.relay.estimates import Estimates
from guido.relay.forms import FormExchange
from guido.relay.forwarding import Forwarding, Ways
from guido.relay.incoming import Incoming
from guido.relay.keeper import Keeper
from guido.relay.model import Assistant
from guido.relay.notifier import Addresses, Notifier
from guido.relay.papers import Papers
from guido.relay.procedure_desk import ProcedureDesk
from guido.relay.procedure_files import ProcedureFiles
from guido.relay.procedure_finishing import finishing
from guido.relay.procedure_parts import put_together
from guido.relay.rating import Rating
from guido.relay.service import Relay
from guido.relay.stopping import Stopping
from guido.relay.turns import Turns
from guido.relay.waiting import Waiting
from guido.relay.watching import Watching
from guido.settings import Settings
from guido.storage import Database
from guido.storage.migrate import migrate


@dataclass(frozen=True)
class Runtime:
    """The subjects, the relay and the settings of a server process."""

    settings: Settings
    organisation: Organisation
    database: Database
    bus: Bus
    texts: Texts
    catalogue: Catalogue
    life_events: LifeEvents
    search: Search
    conversations: Conversations
    handoff: Handoff
    agents: Agents
    audit: Audit
    canned: Canned
    notes: Notes
    teams: Teams
    notices: Notices
    watchers: Watchers
    rules: Callable[[], Rules]
    forms: Forms
    relay: Relay
    desk: Desk
    scheduled: Scheduled
    keeper: Keeper
    corrections: Corrections
    form_exchange: FormExchange
    watching: Watching
    contact: Contact
    rating: Rating
    transcripts: Transcripts
    board: Board
    marks: Marks
    joining: Joining
    blocking: Blocking
    forwarding: Forwarding
    incoming: Incoming
    documents: Documents
    cases: Cases
    casework: Casework
    procedures: Procedures
    hearing: Hearing
    procedure_desk: ProcedureDesk
    procedure_files: ProcedureFiles
    booking: Booking
    notifications: Notifications
    notifier: Notifier
    api_keys: ApiKeys


def build_runtime(settings: Settings, assistant: Assistant | None) -> Runtime:
    """Open the database, bring it to the newest schema, and put the parts together.

    Without an assistant the process serves agents and citizens who wait for or talk to one.
    """
    database = Database(settings.resolved_database_url)
    migrate(database)
    texts = Texts.load(settings.data_dir / "messages.yml")
    bus = open_bus(settings.redis_url)
    catalogue, _, search = open_search(settings, database)
    conversations = Conversations(settings.secret_key())
    if database.is_embedded and assistant is not None:
        database.run(conversations.release_all)
    organisation = load_organisation(settings.data_dir / "organisation.yml")
    agents, audit = Agents(), Audit()
    teams = Teams(department=organisation.department)
    handoff = Handoff(conversations, teams)
    waiting = Waiting(conversations, handoff, texts)
    watchers = Watchers(conversations)
    forms, scheduled = Forms(), Scheduled(handoff, audit)
    notes, marks = Notes(conversations, agents), Marks(handoff, audit)
    handoff_file = settings.data_dir / "handoff.yml"
    rules = FollowedFiles(lambda: [handoff_file], lambda path, _day: read_rules(path))
    experience = Experience()
    contact = Contact(conversations, handoff, texts, organisation)
    rating = Rating(conversations, handoff, experience, texts)
    cases, notifications = Cases(settings.secret_key()), Notifications(settings.secret_key())
    quiet = FollowedFiles(
        lambda: [settings.data_dir / NOTIFICATIONS],
        lambda path, _day: read_quiet_times(path, organisation.department)).single
    documents = Documents(settings.secret_key(), settings.days_of_documents)
    papers = Papers(documents, conversations, texts, organisation, settings.origin,
                    settings.data_dir)
    stopping = Stopping(conversations, handoff, notifications, texts)
    casework = Casework(
        cases, notifications, quiet, texts, lambda name: _title(catalogue, name),
        settings.webhooks_by_name)
    procedures = Procedures(
        Library(settings.data_dir), settings.secret_key(), settings.days_of_drafts)
    booking = open_booking(settings.data_dir, organisation, settings.secret_key(), texts, casework,
                           cases, notifications, quiet, settings.origin)
    ports = with_booking(
        finishing(procedures, cases, casework, notifications, quiet, papers, texts,
                  bool(settings.smtp_url)), booking)
    estimates = Estimates(database, procedures, Benefits(settings.openfisca_url), texts)
    hearing = Hearing(texts, organisation.department)
    parts = put_together(
        conversations, handoff, procedures, hearing,
        replace(ports, estimates=estimates, files=forms), texts)
    changes = AppointmentChanges(conversations, handoff, booking, texts)
    turns = Turns(
        conversations, handoff, audit, waiting,
        [contact, rating, parts.dialogue, stopping, changes],
        [experience, handoff, watchers, forms, scheduled, notes, documents, cases, notifications,
         procedures, booking.appointments],
        texts, catalogue.theme_of, organisation.telephone, procedures=parts.dialogue)
    desk = Desk(database, bus, conversations, handoff, agents, audit, waiting, rating, texts,
                parts.dialogue)
    relay = Relay(database, bus, conversations, turns, assistant, rules.single, texts,
                  settings.patience)
    return Runtime(
        settings=settings,
        organisation=organisation,
        database=database, bus=bus, texts=texts, catalogue=catalogue,
        life_events=LifeEvents(settings.data_dir / "life_events"), search=search,
        conversations=conversations,
        handoff=handoff, agents=agents, audit=audit, canned=Canned(), notes=notes,
        teams=teams, notices=Notices(audit),
        watchers=watchers, relay=relay, rules=rules.single,
        desk=desk, scheduled=scheduled,
        keeper=Keeper(database, bus, conversations, handoff, scheduled, desk, rules.single, texts),
        corrections=Corrections(database, bus, conversations, handoff, audit, texts),
        forms=forms,
        form_exchange=FormExchange(
            database, bus, conversations, handoff, forms, audit, relay, texts),
        watching=Watching(database, bus, watchers), contact=contact, rating=rating,
        transcripts=Transcripts(), board=Board(database, Lists(handoff, teams)),
        marks=marks, joining=Joining(conversations, handoff, audit),
        blocking=Blocking(
            conversations, handoff, audit, texts, organisation.telephone),
        forwarding=Forwarding(
            database, bus, conversations, handoff, audit, texts, organisation,
            read_partners(handoff_file),
            Ways(settings.smtp_url, settings.mail_from, settings.partners)),
        incoming=Incoming(settings.secret_key(), conversations, handoff, marks, waiting, texts,
                          catalogue.theme_of),
        documents=documents, cases=cases,
        casework=casework, procedures=procedures, hearing=hearing, booking=booking,
        procedure_desk=ProcedureDesk(
            database, bus, conversations, handoff, audit, procedures, parts, texts),
        procedure_files=ProcedureFiles(conversations, forms, parts.dialogue, relay),
        notifications=notifications,
        notifier=Notifier(
            database, bus, conversations, notifications, quiet, texts, Addresses(
                organisation.name, settings.origin, settings.smtp_url, settings.mail_from,
                settings.webhooks_by_name)),
        api_keys=ApiKeys(),
    )


def _title(catalogue: Catalogue, service: str) -> str:
    entry = catalogue.service(service)
    return entry.title if entry else service
