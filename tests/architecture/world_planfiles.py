"""A file that is being read into a plan of the world."""

from csp_portal.core import clock
from delivery_plans.models import DeliveryPlan
from delivery_plans.reading import excel
from delivery_plans.workflow import imports
from tests.architecture.world import World
from tests.delivery_plans import factories_planfiles as files


def add(world: World) -> None:
    """Have the plan owner upload a table, and add the keys of its addresses."""
    plan = DeliveryPlan.objects.get(slug=world.keys["delivery_plans:plan_"]["slug"])
    new = imports.upload(
        plan=plan,
        grids=[grid.squared() for grid in excel.grids(files.excel(files.ALL_THREE))],
        file_name="plan.xlsx",
        sha256="0" * 64,
        by=world.people["plan_owner"],
        at=clock.now(),
        on=clock.today(),
    )
    world.keys |= {
        "delivery_plans:import_": {"slug": plan.slug, "pk": new.pk},
        "delivery_plans:import_upload": {"slug": plan.slug},
    }
