"""Every address of the portal."""

from django.urls import include, path

from csp_portal.accounts.urls import sign_in_patterns
from csp_portal.home import home

handler400 = "csp_portal.core.views.bad_request"
handler403 = "csp_portal.core.views.permission_denied"
handler404 = "csp_portal.core.views.page_not_found"
handler429 = "csp_portal.core.views.too_many_requests"
handler500 = "csp_portal.core.views.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("csp_portal.core.urls")),
    path("", include("csp_portal.accounts.urls")),
    path("", include(sign_in_patterns)),
    path("", include("csp_portal.notices.urls")),
    path("", include("meetings.urls")),
    path("", include("actions.urls")),
    path("", include("delivery_plans.urls")),
    path("", include("isp_requests.urls")),
]
