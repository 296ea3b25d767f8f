"""Offices of the official directory."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("department", sa.String(3), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("ix_offices_department_kind", "offices", ["department", "kind"])


def downgrade() -> None:
    op.drop_table("offices")
