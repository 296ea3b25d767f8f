"""The agents' console: signing in, the queue, and the conversations that an agent holds."""
