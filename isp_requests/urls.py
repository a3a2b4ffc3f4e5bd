"""Addresses of the sharing of information."""

from django.urls import path

from isp_requests.views import answers, editions, law, officers, people, printing, requests

app_name = "isp_requests"

ROOT = "information-sharing"
EDITION = f"{ROOT}/protocol/<slug:slug>"
GATEWAY = f"{ROOT}/legal-gateways"
DATA_SET = f"{ROOT}/data-sets"

ONE = f"{ROOT}/requests/<slug:reference>/"
ANSWER = f"{ONE}answers/<slug:slug>/"

urlpatterns = [
    path(f"{ROOT}/protocol/", editions.edition_list, name="edition_list"),
    path(f"{ROOT}/protocol/draft/", editions.edition_draft, name="edition_draft"),
    path(f"{EDITION}/", editions.edition_detail, name="edition_detail"),
    path(f"{EDITION}/consent-form.pdf", editions.consent_print, name="consent_print"),
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
    path(f"{ROOT}/requests/", requests.request_list, name="request_list"),
    path(f"{ROOT}/requests/begin/", requests.request_begin, name="request_begin"),
    path(f"{ROOT}/requests/find-a-person/", people.person_find, name="person_find"),
    path(f"{ROOT}/urgent/", answers.urgent_record, name="urgent_record"),
    path(ONE, requests.request_detail, name="request_detail"),
    path(f"{ONE}steps/<slug:step>/", requests.request_step, name="request_step"),
    path(f"{ONE}people/add/", requests.person_add, name="person_add"),
    path(f"{ONE}people/<int:number>/edit/", requests.person_edit, name="person_edit"),
    path(f"{ONE}people/<int:number>/take-out/", requests.person_take_out, name="person_take_out"),
    path(f"{ONE}files/add/", requests.request_file_add, name="request_file_add"),
    path(f"{ONE}files/<uuid:pk>/", requests.file_download, name="file_download"),
    path(f"{ONE}files/<uuid:pk>/take-out/", requests.file_take_out, name="file_take_out"),
    path(f"{ONE}check/", requests.request_check, name="request_check"),
    path(f"{ONE}send/", requests.request_send, name="request_send"),
    path(f"{ONE}read/", requests.request_read, name="request_read"),
    path(f"{ONE}form.pdf", printing.request_print, name="request_print"),
    path(f"{ONE}log/", requests.request_log, name="request_log"),
    path(f"{ONE}discard/", requests.request_discard, name="request_discard"),
    path(f"{ONE}withdraw/", requests.request_withdraw, name="request_withdraw"),
    path(f"{ONE}renew/", requests.request_renew, name="request_renew"),
    path(f"{ONE}close/", requests.request_close, name="request_close"),
    path(f"{ONE}take-over/", requests.request_take_over, name="request_take_over"),
    path(ANSWER, answers.answer_detail, name="answer_detail"),
    path(f"{ANSWER}read/", answers.answer_read, name="answer_read"),
    path(f"{ANSWER}form.pdf", printing.answer_print, name="answer_print"),
    path(f"{ANSWER}allocate/", answers.answer_allocate, name="answer_allocate"),
    path(f"{ANSWER}take-on/", answers.answer_take_on, name="answer_take_on"),
    path(f"{ANSWER}hand-on/", answers.answer_hand_on, name="answer_hand_on"),
    path(f"{ANSWER}question/", answers.question_ask, name="question_ask"),
    path(f"{ANSWER}reply/", answers.question_answer, name="question_answer"),
    path(f"{ANSWER}write/", answers.answer_write, name="answer_write"),
    path(f"{ANSWER}check/", answers.answer_check, name="answer_check"),
    path(f"{ANSWER}decide/", answers.answer_decide, name="answer_decide"),
    path(f"{ANSWER}authorise/", answers.answer_authorise, name="answer_authorise"),
    path(f"{ANSWER}authorise/yes/", answers.decision_authorise, name="decision_authorise"),
    path(f"{ANSWER}reopen/", answers.answer_reopen, name="answer_reopen"),
    path(f"{ANSWER}close/", answers.answer_close, name="answer_close"),
    path(f"{ANSWER}files/add/", answers.answer_file_add, name="answer_file_add"),
    path(f"{ANSWER}files/<uuid:pk>/take-out/", answers.answer_file_take_out, name="answer_file_take_out"),
    path(f"{ANSWER}supply/", answers.disclosure_supply, name="disclosure_supply"),
    path(f"{ANSWER}receipt/", answers.disclosure_confirm, name="disclosure_confirm"),
    path(f"{ANSWER}review/", answers.disclosure_review, name="disclosure_review"),
    path(f"{ANSWER}certify/", answers.disclosure_certify, name="disclosure_certify"),
]
