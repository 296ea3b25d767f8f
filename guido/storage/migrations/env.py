"""Alembic's environment: migrations run on the connection that guido.storage.migrate opened."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=False)
context.run_migrations()
