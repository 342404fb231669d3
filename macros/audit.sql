{#- The place an identity is asked of; `same_reading` one way of counting in it. -#}
{% macro same_place(a, b) -%}
    {{ same_by(a, b, 'identity', 'document_id', 'place_key') }}
{%- endmacro %}

{% macro same_reading(a, b) -%}
    {{ same_by(a, b, 'identity', 'document_id', 'place_key', 'alternative') }}
{%- endmacro %}

{#- Key of a place that does not hold, stable as long as the document is. -#}
{% macro finding_key(place) -%}
    md5(concat_ws('|', {{ place }}.identity, {{ place }}.document_id, {{ place }}.place_key))
{%- endmacro %}

{#- The terms of the identities that a model computes, or several. -#}
{% macro terms_of() -%}
    select terms.*
    from {{ ref('identity_terms') }} as terms
    inner join {{ ref('identities') }} as identities on terms.identity = identities.identity
    where identities.computed_by in ('{{ varargs | join("', '") }}')
{%- endmacro %}
