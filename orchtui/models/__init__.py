"""Who answers, each a `domain.model.Model`: the rehearsal model, and providers through litellm."""
