-- The rows that state the total of their table: 合计; where none is labelled so, the only row, or the
-- only unit's row over its items; where there are several, any subtotal, which counts only if it agrees.
with figures as (

    select
        *,
        case
            when measure in ('revenue', 'carry_over_in') then 'revenue'
            when measure = 'three_public_total' then 'three_public'
            when measure in ('expenditure', 'operating_cost') then measure
        end as total_measure
    from {{ ref('int_figures') }}
    where phase not in ('previous_year', 'change') and amount_yuan is not null and placement is distinct from 'guessed'

),

row_roles as (

    select * from {{ ref('int_row_roles') }}

),

column_roles as (

    select * from {{ ref('int_column_roles') }}

),

row_counts as (

    select
        document_id,
        table_no,
        count(distinct row_no) as row_count,
        count(distinct row_no) filter (where is_unit_row) as unit_count
    from figures
    group by all

),

ranked as (

    select
        figures.*,
        column_roles.column_role,
        case
            when figures.is_total_row then 'labelled'
            when row_counts.row_count = 1 then 'only_row'
            when figures.is_unit_row and row_counts.unit_count = 1 and row_roles.row_role = 'subtotal' then 'only_unit'
            when
                figures.total_measure = 'three_public'
                and count(*) over (
                    partition by
                        figures.document_id, figures.table_no, figures.column_no, figures.phase, figures.total_measure
                ) = 1
                then 'only_unit'
            when row_roles.row_role = 'subtotal' or figures.total_measure = 'three_public' then 'unlabelled'
        end as total_kind
    from figures
    inner join row_roles on {{ same_by('figures', 'row_roles', 'figure_id') }}
    inner join column_roles on {{ same_by('figures', 'column_roles', 'figure_id') }}
    inner join row_counts on {{ same_table('figures', 'row_counts') }}
    where figures.total_measure is not null and column_roles.column_role <> 'part'

),

-- where one is labelled, no other
best as (

    select *
    from ranked
    where total_kind is not null
    qualify
        list_position(['labelled', 'only_unit', 'only_row', 'unlabelled'], total_kind)
        = min(list_position(['labelled', 'only_unit', 'only_row', 'unlabelled'], total_kind)) over (
            partition by document_id, table_no, phase, total_measure
        )

)

select * from best
