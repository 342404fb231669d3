-- The leaves of the documents that speak for their disclosure: what facts are made of.
with figures as (

    select * from {{ ref('int_figures') }}

),

roles as (

    select * from {{ ref('int_figure_roles') }}

),

disclosures as (

    select * from {{ ref('int_disclosures') }}

),

leaves as (

    select
        figures.*,
        disclosures.disclosure_id,
        {{ unit_key('figures.region_code', 'figures.department_name', 'figures.unit_code') }} as unit_id
    from figures
    inner join roles on figures.figure_id = roles.figure_id
    inner join disclosures on figures.document_id = disclosures.document_id
    where
        roles.figure_role = 'leaf'
        and disclosures.is_current
        and figures.amount_yuan is not null
        and figures.phase <> 'previous_year'

)

select * from leaves
