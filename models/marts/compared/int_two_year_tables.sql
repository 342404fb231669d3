-- Tables that print the year before beside the document's own, per function item and public expense. Of
-- last year's budget and outcome, what is like this year's.
with bodies as (

    select
        document_id,
        {{ own_phase('document_kind') }} as own_phase
    from {{ ref('int_bodies') }}
    where document_kind in ('budget', 'final_accounts')

),

leaves as (

    select
        figures.*,
        bodies.own_phase
    from {{ ref('int_figures') }} as figures
    inner join {{ ref('int_figure_roles') }} as figure_roles
        on figures.figure_id = figure_roles.figure_id and figure_roles.figure_role = 'leaf'
    inner join bodies on figures.document_id = bodies.document_id
    where
        figures.phase in ('previous_year', bodies.own_phase)
        and figures.placement is distinct from 'guessed'
        and (
            (figures.subject = 'function' and figures.function_code is not null and figures.measure = 'expenditure')
            or figures.measure in {{ public_expenses() }}
        )

),

-- of a table printed twice the first
beside_last_year as (

    select *
    from leaves
    qualify
        bool_or(phase = 'previous_year') over (partition by document_id, table_no)
        and dense_rank() over (
            partition by
                document_id, table_type, phase, measure, unit_code, unit_name, function_code, nature, funding_source
            order by table_no
        ) = 1

),

-- the single purses add up to the whole
of_one_scope as (

    select *
    from beside_last_year
    qualify
        subject <> 'function'
        or table_type = 'expenditure'
        or not bool_or(table_type = 'expenditure') over (partition by document_id)

),

in_one_table as (

    select
        document_id,
        own_phase as phase,
        measure,
        'one_table' as printed_in,
        case when phase = 'previous_year' then 1 else 0 end as years_before,
        case
            when phase <> 'previous_year' then phase
            else coalesce({{ phase_in_words("column_key || coalesce(row_label, '')") }}, own_phase)
        end as printed_phase,
        case when subject = 'function' then function_code end as function_code,
        sum(amount_yuan) as amount_yuan
    from of_one_scope
    group by all

),

-- of last year's budget and outcome, what is like this year's
comparable as (

    select *
    from in_one_table
    qualify
        printed_phase = phase
        or not bool_or(years_before = 1 and printed_phase = phase) over (
            partition by document_id, function_code is null
        )

)

select * from comparable
