"""Sessions in the database, each started again by every request at the cost of one statement."""

from django.contrib.sessions.backends import base, db
from django.contrib.sessions.models import Session


class SessionStore(db.SessionStore):
    """Django's own store, except that a session in which nothing changed is not written out again."""

    def save(self, must_create: bool = False) -> None:
        """
        Keep the session; if nothing in it changed, only put off its end.

        :raises base.UpdateError: if it has been ended in the meantime
        """
        if must_create or self.modified or self.session_key is None:
            super().save(must_create)
            return
        kept = Session.objects.filter(session_key=self.session_key)
        if not kept.update(expire_date=self.get_expiry_date()):
            raise base.UpdateError
