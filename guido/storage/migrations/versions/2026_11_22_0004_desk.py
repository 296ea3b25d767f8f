"""Several processes, teams, and what agents work with.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_EMPTY_LIST, _EMPTY_OBJECT = "[]", "{}"


def upgrade() -> None:
    """Widen conversations, escalations and agents; create the tables of the desk."""
    _conversations()
    _agents()
    _teams()
    _escalations()
    _desk()
    _citizens_forms()
    _audit()


def _add(table: str, *columns: sa.Column) -> None:
    for column in columns:
        op.add_column(table, column)


def _conversation_id(**options: bool) -> sa.Column:
    return sa.Column("conversation_id", sa.String(36),
                     sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False,
                     **options)


def _agent_id(name: str = "agent_id", nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer, sa.ForeignKey("agents.id"), nullable=nullable)


def _conversations() -> None:
    _add("conversations",
         sa.Column("claimed_by", sa.String(32)), sa.Column("claimed_until", sa.DateTime),
         sa.Column("blocked_until", sa.DateTime),
         sa.Column("citizen_sequence", sa.Integer, nullable=False, server_default="0"))
    op.execute(
        "UPDATE conversations SET citizen_sequence = COALESCE((SELECT MAX(sequence) FROM messages "
        "WHERE conversation_id = conversations.id AND author = 'citizen'), 0)")
    unanswered = sa.text("citizen_sequence > answered_sequence")
    op.create_index("ix_conversations_unanswered", "conversations", ["id"],
                    sqlite_where=unanswered, postgresql_where=unanswered)
    _add("messages",
         sa.Column("folded", sa.Text, nullable=False, server_default=""),
         sa.Column("understood", sa.Text), sa.Column("thumb", sa.Integer),
         sa.Column("corrected_at", sa.DateTime))
    _add("feedback",
         sa.Column("comment", sa.Text), sa.Column("team_id", sa.Integer),
         sa.Column("escalation_id", sa.Integer))
    op.create_index("uq_feedback_escalation", "feedback", ["escalation_id"], unique=True)


def _agents() -> None:
    _add("agents",
         sa.Column("email", sa.String(200)),
         sa.Column("role", sa.String(15), nullable=False, server_default="agent"),
         sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.true()),
         sa.Column("subject", sa.String(255)),
         sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
         sa.Column("locked_until", sa.DateTime),
         sa.Column("presence", sa.String(10), nullable=False, server_default="away"),
         sa.Column("seen_at", sa.DateTime),
         sa.Column("most_conversations", sa.Integer, nullable=False, server_default="5"),
         sa.Column("preferences", sa.Text, nullable=False, server_default=_EMPTY_OBJECT))
    op.create_index("uq_agents_subject", "agents", ["subject"], unique=True)
    _add("agent_sessions", sa.Column("seen_at", sa.DateTime), sa.Column("id_token", sa.Text))


def _teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("themes", sa.Text, nullable=False, server_default=_EMPTY_LIST),
        sa.Column("communes", sa.Text, nullable=False, server_default=_EMPTY_LIST),
        sa.Column("hours", sa.Text, nullable=False, server_default=_EMPTY_OBJECT),
        sa.Column("closed_days", sa.Text, nullable=False, server_default=_EMPTY_LIST),
        sa.Column("fallback_id", sa.Integer, sa.ForeignKey("teams.id")),
        sa.Column("is_automatic", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("first_answer_minutes", sa.Integer, nullable=False, server_default="5"),
        sa.Column("answer_minutes", sa.Integer, nullable=False, server_default="5"),
        sa.Column("whole_minutes", sa.Integer, nullable=False, server_default="60"),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.Integer, sa.ForeignKey("teams.id", ondelete="CASCADE"),
                  primary_key=True),
        sa.Column("agent_id", sa.Integer, sa.ForeignKey("agents.id", ondelete="CASCADE"),
                  primary_key=True),
    )


def _escalations() -> None:
    _add("escalations",
         sa.Column("team_id", sa.Integer), sa.Column("theme", sa.String(40)),
         sa.Column("commune", sa.String(80)),
         sa.Column("context", sa.Text, nullable=False, server_default=_EMPTY_OBJECT),
         sa.Column("queued_at", sa.DateTime), sa.Column("held_since", sa.DateTime),
         sa.Column("offered_to", sa.Integer),
         sa.Column("first_answer_at", sa.DateTime), sa.Column("awaiting_since", sa.DateTime),
         sa.Column("answered_at", sa.DateTime), sa.Column("idle_warned_at", sa.DateTime),
         sa.Column("outcome", sa.String(40)),
         sa.Column("tags", sa.Text, nullable=False, server_default=_EMPTY_LIST),
         sa.Column("begun_sequence", sa.Integer), sa.Column("ended_sequence", sa.Integer),
         sa.Column("is_test", sa.Boolean, nullable=False, server_default=sa.false()),
         sa.Column("follow_up_on", sa.Date), sa.Column("joined_to", sa.Integer),
         sa.Column("contact_kind", sa.String(10)), sa.Column("contact_value", sa.String(200)),
         sa.Column("word", sa.Text))
    op.execute("UPDATE escalations SET queued_at = created_at, held_since = assigned_at")


def _desk() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, primary_key=True), _conversation_id(), _agent_id(),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_notes_conversation", "notes", ["conversation_id"])
    op.create_table(
        "mentions",
        sa.Column("note_id", sa.Integer, sa.ForeignKey("notes.id", ondelete="CASCADE"),
                  primary_key=True),
        sa.Column("agent_id", sa.Integer, sa.ForeignKey("agents.id", ondelete="CASCADE"),
                  primary_key=True),
        sa.Column("seen_at", sa.DateTime),
    )
    op.create_table(
        "canned_replies",
        sa.Column("id", sa.Integer, primary_key=True), _agent_id(nullable=True),
        sa.Column("shortcut", sa.String(40), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "scheduled_messages",
        sa.Column("id", sa.Integer, primary_key=True), _conversation_id(), _agent_id(),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(10), nullable=False, server_default="waiting"),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "watchers",  # who looks at, types in and has read a conversation
        _conversation_id(primary_key=True),
        sa.Column("party", sa.String(20), primary_key=True),
        sa.Column("looking_until", sa.DateTime), sa.Column("typing_until", sa.DateTime),
        sa.Column("read_sequence", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, primary_key=True), _agent_id(),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("begins_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )


def _citizens_forms() -> None:
    op.create_table(
        "forms",
        sa.Column("id", sa.String(36), primary_key=True), _conversation_id(),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("escalation_id", sa.Integer),
        sa.Column("answered_at", sa.DateTime),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.String(36), primary_key=True), _conversation_id(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    for table in ("forms", "files"):
        op.create_index(f"ix_{table}_conversation", table, ["conversation_id"])


def _audit() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("agent_id", sa.Integer), sa.Column("login", sa.String(80), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("conversation_id", sa.String(36)),
        sa.Column("details", sa.Text, nullable=False, server_default=_EMPTY_OBJECT),
    )
    op.create_index("ix_audit_log_conversation", "audit_log", ["conversation_id"])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_log_no_{change.lower()} BEFORE {change} ON audit_log "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END")
        return
    op.execute(
        "CREATE FUNCTION audit_log_only_added_to() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION 'the audit log is only added to'; END; $$ LANGUAGE plpgsql")
    op.execute("CREATE TRIGGER audit_log_guard BEFORE UPDATE OR DELETE ON audit_log "
               "FOR EACH ROW EXECUTE FUNCTION audit_log_only_added_to()")
