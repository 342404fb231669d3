-- Label columns and the amounts they explain: a table prints one block, or several side by side
-- (收入 | 支出, or three code/name/amount triplets); within a block, one group of columns per code.
with columns as (

    select * from {{ ref('int_columns') }}

),

told as (

    select
        document_id,
        table_no,
        column_no,
        column_key,
        table_type,
        subject,
        role,
        has_coded_names,
        code_list,
        code_level,
        case when role = 'amount' then 'value' else 'label' end as kind,
        regexp_extract(column_key, '^(.*)/[^/]*$', 1) as above
    from columns
    where
        role in ('amount', 'code', 'name', 'unit_code', 'unit_name', 'project_code', 'project_name', 'project_type')

),

neighbours as (

    select
        *,
        lag(kind) over columns_before as kind_before,
        lag(role) over columns_before as role_before,
        lag(column_key) over columns_before as key_before,
        lag(above) over columns_before as above_before,
        lag(code_level) over columns_before as level_before,
        -- labels after the last amount explain the amounts before them
        max(case when kind = 'value' then column_no end) over (partition by document_id, table_no) as last_value_no
    from told
    window columns_before as (partition by document_id, table_no order by column_no)

),

starts as (

    select
        *,
        kind = 'label' and coalesce(kind_before, 'value') = 'value' and column_no < coalesce(last_value_no, 1000)
            as opens_block,
        case
            -- 类 | 款 | 项 under one header hold one code
            when role = 'code' and coalesce(role_before, '') = 'code'
                then not (
                    column_key = key_before
                    or coalesce(above = above_before and code_level = level_before + 1, false)
                )
            when role = 'code' then true
            when role = 'name' and has_coded_names then coalesce(role_before, '') <> 'code'
            else false
        end as opens_group
    from neighbours

),

numbered as (

    select
        document_id,
        table_no,
        column_no,
        column_key,
        table_type,
        subject,
        role,
        kind,
        has_coded_names,
        code_list,
        sum(opens_block::integer) over columns_so_far as block_no,
        sum(opens_group::integer) over columns_so_far as group_no
    from starts
    window columns_so_far as (partition by document_id, table_no order by column_no)

)

select * from numbered
