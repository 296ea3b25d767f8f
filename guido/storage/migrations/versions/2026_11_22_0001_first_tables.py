"""First tables: conversations, handoff, cases, experience.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables of the first version."""
    _conversations()
    _handoff()
    _cases()
    _experience()


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("last_sequence", sa.Integer, nullable=False),
        sa.Column("answered_sequence", sa.Integer, nullable=False),
        sa.Column("delivered_sequence", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("channel", "address_hash", name="uq_conversations_address"),
    )
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(36),
                  sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("author_name", sa.String(80)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("sender_message_id", sa.String(120)),
        sa.Column("reply_to", sa.Integer),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("conversation_id", "author", "sender_message_id",
                            name="uq_messages_sender_message_id"),
    )
    op.create_table(
        "trackers",
        sa.Column("conversation_id", sa.String(255), primary_key=True),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
    )


def _handoff() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("login", sa.String(80), nullable=False, unique=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "agent_sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("agent_id", sa.Integer, sa.ForeignKey("agents.id", ondelete="CASCADE"),
                  nullable=False),
        sa.Column("csrf_token", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "escalations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.String(36),
                  sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("service", sa.String(40)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("agent_id", sa.Integer, sa.ForeignKey("agents.id")),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("assigned_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
    )
    # At most one open escalation a conversation, whoever asks for it at the same time.
    op.create_index(
        "uq_escalations_open", "escalations", ["conversation_id"], unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'assigned')"),
        postgresql_where=sa.text("state IN ('waiting', 'assigned')"),
    )
    op.create_index("ix_escalations_state", "escalations", ["state", "created_at"])


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("reference", sa.String(12), primary_key=True),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("birth_date_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "case_statuses",
        sa.Column("reference", sa.String(12),
                  sa.ForeignKey("cases.reference", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
    )
    op.create_table(
        "case_failures",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", sa.DateTime, nullable=False),
        sa.Column("locked_until", sa.DateTime),
    )


def _experience() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("score", sa.Integer),
        sa.Column("service", sa.String(40)),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
