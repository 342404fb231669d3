-- The leaves of the documents that speak for their disclosure: what facts are made of.
with figures as (

    select
        * exclude (unit_code, unit_name),
        unit_code as printed_unit_code,
        unit_name as printed_unit_name
    from {{ ref('int_figures') }}

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
        figures.*,
        disclosures.disclosure_id,
        units.unit_id,
        -- the unit a fact is of, not the print it was told by
        units.unit_code,
        units.unit_name,
        figures.phase = {{ own_phase('figures.document_kind') }} as is_own_phase
    from figures
    inner join roles on {{ same_by('figures', 'roles', 'figure_id') }}
    inner join disclosures on {{ same_by('figures', 'disclosures', 'document_id') }}
    left join units
        on
            figures.document_id = units.document_id
            and figures.printed_unit_code is not distinct from units.printed_code
            and figures.printed_unit_name is not distinct from units.printed_name
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
            document_id, table_type, measure, phase, printed_unit_code, printed_unit_name, function_code, economic_code,
            government_economic_code, project_name, nature, funding_source, is_carry_over,
            case when function_code is null and economic_code is null then row_label end
        order by table_no
    ) = 1

)

select * from once
