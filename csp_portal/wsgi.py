"""The portal as a WSGI application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp_portal.settings")
application = get_wsgi_application()

from csp_portal.core.checks import refuse_to_start_incomplete  # noqa: E402 - needs Django to be set up

refuse_to_start_incomplete()
