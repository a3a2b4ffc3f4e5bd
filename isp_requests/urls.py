"""Addresses of the sharing of information."""

from django.urls import path

from isp_requests.views import editions, law, officers

app_name = "isp_requests"

ROOT = "information-sharing"
EDITION = f"{ROOT}/protocol/<slug:slug>"
GATEWAY = f"{ROOT}/legal-gateways"
DATA_SET = f"{ROOT}/data-sets"

urlpatterns = [
    path(f"{ROOT}/protocol/", editions.edition_list, name="edition_list"),
    path(f"{ROOT}/protocol/draft/", editions.edition_draft, name="edition_draft"),
    path(f"{EDITION}/", editions.edition_detail, name="edition_detail"),
    path(f"{EDITION}/edit/", editions.edition_edit, name="edition_edit"),
    path(f"{EDITION}/wording/", editions.wording_edit, name="wording_edit"),
    path(f"{EDITION}/reply-times/<slug:urgency>/", editions.reply_time_edit, name="reply_time_edit"),
    path(f"{EDITION}/parties/name/", editions.party_name, name="party_name"),
    path(f"{EDITION}/parties/<int:pk>/drop/", editions.party_drop, name="party_drop"),
    path(f"{EDITION}/parties/<int:pk>/sign/", editions.party_sign, name="party_sign"),
    path(f"{EDITION}/endorse/", editions.edition_endorse, name="edition_endorse"),
    path(f"{EDITION}/send-back/", editions.edition_send_back, name="edition_send_back"),
    path(f"{EDITION}/in-force/", editions.edition_in_force, name="edition_in_force"),
    path(f"{ROOT}/guidance/<slug:key>/", editions.guidance_detail, name="guidance_detail"),
    path(f"{ROOT}/guidance/<slug:key>/edit/", editions.guidance_edit, name="guidance_edit"),
    path(f"{GATEWAY}/", law.gateway_list, name="gateway_list"),
    path(f"{GATEWAY}/enter/", law.gateway_enter, name="gateway_enter"),
    path(f"{GATEWAY}/<slug:code>/", law.gateway_detail, name="gateway_detail"),
    path(f"{GATEWAY}/<slug:code>/edit/", law.gateway_edit, name="gateway_edit"),
    path(f"{GATEWAY}/<slug:code>/verify/", law.gateway_verify, name="gateway_verify"),
    path(f"{DATA_SET}/", law.data_set_list, name="data_set_list"),
    path(f"{DATA_SET}/enter/", law.data_set_enter, name="data_set_enter"),
    path(f"{DATA_SET}/<int:pk>/edit/", law.data_set_edit, name="data_set_edit"),
    path(f"{DATA_SET}/<int:pk>/supply/", law.data_set_supply, name="data_set_supply"),
    path(f"{ROOT}/before-you-ask/", officers.readiness_detail, name="readiness_detail"),
    path(f"{ROOT}/conditions/accept/", officers.conditions_accept, name="conditions_accept"),
    path(f"{ROOT}/officers/", officers.officer_list, name="officer_list"),
    path(f"{ROOT}/officers/<int:pk>/training/", officers.training_record, name="training_record"),
    path(f"{ROOT}/contacts/", officers.contact_list, name="contact_list"),
    path(f"{ROOT}/contacts/<slug:slug>/absence/", officers.absence_record, name="absence_record"),
    path(f"{ROOT}/absences/<int:pk>/end/", officers.absence_end, name="absence_end"),
    path(f"{ROOT}/guide/", officers.guide_follow, name="guide_follow"),
    path(f"{ROOT}/guide/<int:pk>/", officers.guide_answer_detail, name="guide_answer_detail"),
]
