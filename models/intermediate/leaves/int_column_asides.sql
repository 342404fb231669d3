-- Amounts whose column adds to nothing: 其中：… and 扣除…后 name a part of their neighbour, and sums left
-- others out; but 其中：基本支出 | 项目支出 opens the list of all parts.
with figures as (

    select * from {{ ref('int_figures') }}

),

left_out as (

    select
        document_id,
        table_no,
        part_column as column_no
    from {{ ref('int_column_tree') }}
    where not is_part and not adds_up

),

asides as (

    select figures.figure_id
    from figures
    left join left_out on {{ same_column('figures', 'left_out') }}
    where
        left_out.column_no is not null
        or (
            regexp_matches(figures.column_key, '其中[^/]*$')
            and figures.subject <> 'three_public'
            and coalesce(figures.column_nature, '') not in ('basic', 'project')
        )
        or regexp_matches(figures.column_key, '扣除[^/]*$')
        or figures.funding_source in ('general_public_budget_appropriation', 'special_transfer')

)

select * from asides
