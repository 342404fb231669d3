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
        figures.figure_id,
        figures.document_id,
        figures.document_kind,
        figures.fiscal_year,
        figures.region_code,
        figures.department_name,
        figures.table_no,
        figures.table_type,
        figures.subject,
        figures.row_label,
        figures.unit_code,
        figures.unit_name,
        figures.function_code,
        figures.economic_code,
        figures.government_economic_code,
        figures.project_name,
        figures.project_type,
        figures.measure,
        figures.nature,
        figures.default_nature,
        figures.funding_source,
        figures.default_funding_source,
        figures.is_carry_over,
        figures.phase,
        figures.amount_yuan,
        figures.half_unit_yuan,
        figures.route,
        disclosures.disclosure_id,
        {{ unit_key('figures.region_code', 'figures.body_name', 'figures.unit_code') }} as unit_id
    from figures
    inner join roles on figures.figure_id = roles.figure_id
    inner join disclosures on figures.document_id = disclosures.document_id
    where
        roles.figure_role = 'leaf'
        and disclosures.is_current
        and figures.amount_yuan is not null
        -- a fact of the wrong purse or nature is worse than none
        and figures.placement is distinct from 'guessed'
        and figures.phase not in ('previous_year', 'change')

),

-- some bodies print one table twice (财政拨款支出 and 一般公共预算支出 of the same money): once is a fact
once as (

    select *
    from leaves
    qualify dense_rank() over (
        partition by
            document_id, table_type, measure, phase, unit_code, unit_name, function_code, economic_code,
            government_economic_code, project_name, nature, funding_source, is_carry_over,
            case when function_code is null and economic_code is null then row_label end
        order by table_no
    ) = 1

)

select * from once
