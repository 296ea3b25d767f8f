"""Which account wrote an agent's message: names that citizens see can be the same."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("messages", sa.Column("author_id", sa.Integer))


def downgrade() -> None:
    op.drop_column("messages", "author_id")
