-- The rows of every fact of amounts, in one shape: what additivity is proved over.
{% set facts = {
    'fct_expenditure_by_function': "function_code",
    'fct_expenditure_by_economic': "economic_code",
    'fct_revenue': "function_code",
    'fct_three_public_expenses': "null",
    'fct_project': "null",
    'fct_operating_cost': "economic_code",
} %}

with fact_rows as (

    {% for fact, code in facts.items() %}
        select
            '{{ fact }}' as fact,
            figure_id,
            document_id,
            phase,
            amount_yuan,
            {{ code }}::varchar as code
        from {{ ref(fact) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from fact_rows
