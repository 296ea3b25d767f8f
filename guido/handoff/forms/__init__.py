"""Forms that agents send: a document, a reference or consent, and the files that come back."""

from guido.handoff.forms.model import File, Form, Kind
from guido.handoff.forms.service import Forms

__all__ = ["File", "Form", "Forms", "Kind"]
