"""What Rocq checks of the claims."""

import theory as theory
