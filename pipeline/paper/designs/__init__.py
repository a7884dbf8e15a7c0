"""The forms of the house, one module each: what stands where, in the order in which people write."""

from __future__ import annotations

from pipeline.paper.designs import (
    account_transfer_request,
    child_allowance_claim,
    child_allowance_claim_back,
    residence_certificate_request,
    resident_transfer,
)

DESIGNS = (
    resident_transfer.DESIGN,
    residence_certificate_request.DESIGN,
    child_allowance_claim.DESIGN,
    child_allowance_claim_back.DESIGN,
    account_transfer_request.DESIGN,
)
