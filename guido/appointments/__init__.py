"""Appointments at the administration's offices: free slots, booking, moving, cancelling."""

from guido.appointments.model import Appointment, Kind, Place, Slot, State
from guido.appointments.service import Appointments

__all__ = ["Appointment", "Appointments", "Kind", "Place", "Slot", "State"]
