"""The parts of the procedures' dialogue, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from guido.clock import utc_now
from guido.conversations import Conversations
from guido.french.texts import Texts
from guido.handoff import Handoff
from guido.procedures.formats import Writer
from guido.procedures.hearing import Hearing
from guido.procedures.service import Procedures
from guido.relay.procedure import ProcedureDialogue
from guido.relay.procedure_codes import Codes
from guido.relay.procedure_course import Course
from guido.relay.procedure_ending import Ending
from guido.relay.procedure_hearing import Ear
from guido.relay.procedure_ports import Ports
from guido.relay.procedure_steps import Steps


@dataclass(frozen=True)
class ProcedureParts:
    """What others need of them."""

    dialogue: ProcedureDialogue
    steps: Steps
    ear: Ear


def put_together(
    conversations: Conversations, handoff: Handoff, procedures: Procedures, hearing: Hearing,
    ports: Ports, texts: Texts, now: Callable[[], datetime] = utc_now,
) -> ProcedureParts:
    """The dialogue on these subjects, with what finishes a procedure."""
    steps, ear = Steps(texts, Writer(texts)), Ear(hearing, texts)
    codes = Codes(procedures, texts, ports.letters, ports.files)
    ending = Ending(procedures, ports, texts)
    course = Course(procedures, steps, codes, ending, ports.slots, ports.estimates, texts)
    dialogue = ProcedureDialogue(
        conversations, handoff, procedures, ear, course, codes, ending, texts, now)
    return ProcedureParts(dialogue, steps, ear)
