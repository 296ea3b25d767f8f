"""Guided procedures: drafts, documents, cases filed here, appointments, and what is told later.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_EMPTY_OBJECT = "{}"


def upgrade() -> None:
    """Create the tables of procedures and widen cases."""
    _drafts()
    _documents()
    _cases()
    _other_systems()
    _outbox()
    _appointments()


def _conversation_id(nullable: bool = False) -> sa.Column:
    return sa.Column("conversation_id", sa.String(36),
                     sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=nullable)


def _left_behind() -> sa.Column:
    """The conversation, as long as there is one: what was promised by e-mail outlives it."""
    return sa.Column("conversation_id", sa.String(36),
                     sa.ForeignKey("conversations.id", ondelete="SET NULL"))


def _unique_where(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(name, table, columns, unique=True,
                    sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def _drafts() -> None:
    op.create_table(
        "procedure_drafts",
        sa.Column("id", sa.String(36), primary_key=True), _conversation_id(),
        sa.Column("procedure", sa.String(60), nullable=False),
        sa.Column("answers", sa.Text, nullable=False, server_default=_EMPTY_OBJECT),
        sa.Column("current", sa.String(120)),
        sa.Column("context", sa.Text, nullable=False, server_default=_EMPTY_OBJECT),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("code_hash", sa.String(64)),
        sa.Column("case_reference", sa.String(12)),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
    )
    # At most one procedure at a time in a conversation, whoever starts one at the same time.
    _unique_where("uq_procedure_drafts_active", "procedure_drafts", ["conversation_id"],
                  "state = 'active'")
    op.create_index("ix_procedure_drafts_conversation", "procedure_drafts", ["conversation_id"])
    op.create_index("uq_procedure_drafts_code", "procedure_drafts", ["code_hash"], unique=True)
    op.create_table(
        "resume_failures",  # wrong codes that a conversation gave
        _conversation_id(),
        sa.Column("failed_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_resume_failures", "resume_failures", ["conversation_id", "failed_at"])


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(36), primary_key=True), _conversation_id(),
        sa.Column("case_reference", sa.String(12)),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("downloads", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_documents_conversation", "documents", ["conversation_id"])


def _cases() -> None:
    for column in (
        sa.Column("procedure", sa.String(60)), sa.Column("answers", sa.Text),
        sa.Column("conversation_id", sa.String(36)), sa.Column("contact", sa.Text),
        sa.Column("expected_on", sa.Date), sa.Column("source_system", sa.String(80)),
        sa.Column("updated_at", sa.DateTime),
    ):
        op.add_column("cases", column)
    op.execute("UPDATE cases SET updated_at = created_at")
    op.create_index("ix_cases_updated", "cases", ["updated_at", "reference"])
    op.create_index("ix_cases_conversation", "cases", ["conversation_id"])
    op.add_column("case_statuses", sa.Column("note", sa.Text))


def _other_systems() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", sa.Text, nullable=False, server_default="[]"),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("revoked_at", sa.DateTime), sa.Column("last_used_at", sa.DateTime),
    )
    op.create_table(
        "idempotency",
        sa.Column("key_id", sa.Integer, sa.ForeignKey("api_keys.id", ondelete="CASCADE"),
                  primary_key=True),
        sa.Column("key", sa.String(120), primary_key=True),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer), sa.Column("body", sa.Text),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",  # what is told later: citizens' notices, reminders, e-mails, webhooks
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False), _left_behind(),
        sa.Column("case_reference", sa.String(12)),
        sa.Column("payload", sa.Text, nullable=False, server_default=_EMPTY_OBJECT),
        sa.Column("state", sa.String(10), nullable=False, server_default="waiting"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_at", sa.DateTime),
        sa.Column("claimed_by", sa.String(32)), sa.Column("claimed_until", sa.DateTime),
        sa.Column("dedupe_key", sa.String(200), unique=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "next_at"])
    op.create_index("ix_outbox_conversation", "outbox", ["conversation_id"])
    op.create_table(
        "notice_agreements",  # where citizens want to be told of news, for one case or without any
        sa.Column("id", sa.Integer, primary_key=True), _left_behind(),
        sa.Column("case_reference", sa.String(12)),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    _unique_where("uq_notice_agreements_case", "notice_agreements", ["case_reference"],
                  "case_reference IS NOT NULL")
    _unique_where("uq_notice_agreements_conversation", "notice_agreements", ["conversation_id"],
                  "case_reference IS NULL")


def _appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("start_at", sa.DateTime, nullable=False),
        sa.Column("seat", sa.Integer, nullable=False), _left_behind(),
        sa.Column("case_reference", sa.String(12)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
        sa.Column("held_until", sa.DateTime),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    # No slot is ever given twice, whoever books it at the same time.
    _unique_where("uq_appointments_slot", "appointments", ["office", "kind", "start_at", "seat"],
                  "state IN ('held', 'booked')")
    op.create_index("ix_appointments_conversation", "appointments", ["conversation_id"])
    op.create_index("ix_appointments_case", "appointments", ["case_reference"])
