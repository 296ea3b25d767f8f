"""Official sheets and their generations."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "sheets",
        sa.Column("audience", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(12), primary_key=True),
        sa.Column("since", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("until", sa.Integer),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("ix_sheets_since_until", "sheets", ["since", "until"])
    op.create_table(
        "sheet_generations",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("activated_at", sa.DateTime, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("sheet_generations")
    op.drop_table("sheets")
