-- 其中：… and 扣除…后 name a part of their neighbour, which they neither replace nor add to; but
-- 其中：基本支出 | 项目支出 opens the list of all parts.
with figures as (

    select * from {{ ref('int_figures') }}

),

asides as (

    select figure_id
    from figures
    where
        (
            regexp_matches(column_key, '其中[^/]*$')
            and subject <> 'three_public'
            and coalesce(column_nature, '') not in ('basic', 'project')
        )
        or regexp_matches(column_key, '扣除[^/]*$')
        or funding_source in ('general_public_budget_appropriation', 'special_transfer')

)

select * from asides
