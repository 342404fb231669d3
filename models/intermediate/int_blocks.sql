-- Label columns and the value columns they explain: a table prints one block, or several side by
-- side (收入 | 支出, or three code/name/amount triplets).
with columns as (

    select * from {{ ref('int_columns') }}

),

kinds as (

    select
        *,
        case
            when role in ('amount', 'ratio', 'quantity') then 'value'
            when role in ('code', 'name', 'unit_code', 'unit_name', 'project_code', 'project_name', 'project_type')
                then 'label'
        end as kind
    from columns

),

told as (

    select * from kinds
    where kind is not null

),

starts as (

    select
        *,
        kind = 'label'
        and coalesce(lag(kind) over (partition by document_id, table_no order by column_no), 'value') = 'value'
            as opens_block,
        role in ('code', 'name')
        and (
            role = 'code'
            and coalesce(lag(role) over (partition by document_id, table_no order by column_no), '') <> 'code'
        ) as opens_group
    from told

),

numbered as (

    select
        *,
        sum(opens_block::integer) over (partition by document_id, table_no order by column_no) as block_no,
        sum(opens_group::integer) over (partition by document_id, table_no order by column_no) as group_no
    from starts

)

select * from numbered
