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

units as (

    select * from {{ ref('int_units') }}

),

leaves as (

    select
        figures.figure_id,
        figures.document_id,
        figures.document_kind,
        figures.fiscal_year,
        figures.region_code,
        figures.department_id,
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
        units.unit_id,
        units.unit_code as own_unit_code,
        units.unit_name as own_unit_name
    from figures
    inner join roles on figures.figure_id = roles.figure_id
    inner join disclosures on figures.document_id = disclosures.document_id
    left join units
        on
            figures.document_id = units.document_id
            and figures.unit_code is not distinct from units.printed_code
            and figures.unit_name is not distinct from units.printed_name
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

),

-- the unit a fact is of, not the print it was told by
facts as (

    select
        * exclude (unit_code, unit_name, own_unit_code, own_unit_name),
        own_unit_code as unit_code,
        own_unit_name as unit_name
    from once

)

select * from facts
