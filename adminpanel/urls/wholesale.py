"""Applications for a pricing tier, the settings of their form, and where links lead."""

from adminpanel.views import applications, link_targets, wholesale
from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn

_FORM = ("GET", "POST")
_ADMIN = Perm.STAFF_SETTINGS
_SEE, _CHANGE = Perm.STAFF_CUSTOMER_VIEW, Perm.STAFF_CUSTOMER_CHANGE
_PART = AddOn.WHOLESALE_SIGN_UP

urlpatterns = [
    route(
        "applications/",
        applications.application_list,
        name="application-list",
        perm=_SEE,
        add_on=_PART,
    ),
    route(
        "applications/<int:application_id>/",
        applications.application_detail,
        name="application-detail",
        perm=_SEE,
        add_on=_PART,
    ),
    route(
        "applications/<int:application_id>/approve/",
        applications.application_approve,
        name="application-approve",
        perm=_CHANGE,
        methods=_FORM,
        add_on=_PART,
    ),
    route(
        "applications/<int:application_id>/refuse/",
        applications.application_refuse,
        name="application-refuse",
        perm=_CHANGE,
        methods=_FORM,
        add_on=_PART,
    ),
    route(
        "applications/<int:application_id>/reopen/",
        applications.application_reopen,
        name="application-reopen",
        perm=_CHANGE,
        methods=("POST",),
        add_on=_PART,
    ),
    route(
        "applications/<int:application_id>/team/",
        applications.application_team,
        name="application-team",
        perm=Perm.STAFF_TEAM_CHANGE,
        methods=_FORM,
        add_on=_PART,
    ),
    route(
        "applications/<int:application_id>/documents/<int:file_id>/",
        applications.application_document,
        name="application-document",
        perm=_SEE,
        add_on=_PART,
    ),
    route(
        "settings/wholesale/",
        wholesale.wholesale_settings,
        name="wholesale-settings",
        perm=_ADMIN,
        methods=_FORM,
        add_on=_PART,
    ),
    route(
        "settings/wholesale/questions/new/",
        wholesale.wholesale_question_new,
        name="wholesale-question-new",
        perm=_ADMIN,
        methods=_FORM,
        add_on=_PART,
    ),
    route(
        "settings/wholesale/questions/<int:question_id>/",
        wholesale.wholesale_question_edit,
        name="wholesale-question-edit",
        perm=_ADMIN,
        methods=_FORM,
        add_on=_PART,
    ),
    route(
        "settings/wholesale/questions/<int:question_id>/move/",
        wholesale.wholesale_question_move,
        name="wholesale-question-move",
        perm=_ADMIN,
        methods=("POST",),
        add_on=_PART,
    ),
    route(
        "settings/addresses/",
        link_targets.link_targets,
        name="link-targets",
        perm=_ADMIN,
        methods=_FORM,
    ),
]
