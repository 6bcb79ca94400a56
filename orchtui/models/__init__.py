"""Who answers: the rehearsal model, and providers behind litellm; each is a `domain.model.Model`."""
