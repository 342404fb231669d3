-- Rows that name an item of a code list, and the list their column is about: where no code is
-- printed, or only its end, the name has to tell it.
with groups as (

    select * from {{ ref('int_row_groups') }}

),

columns as (

    select
        document_id,
        table_no,
        block_no,
        group_no,
        case
            when regexp_matches(column_key, '政府.*经济|经济.*政府') then 'government_economic'
            when regexp_matches(column_key, '经济') or subject in ('economic', 'pay_item') then 'economic'
            when regexp_matches(column_key, '功能') or subject = 'function' then 'function'
            when subject = 'balance' and regexp_matches(column_key, '支出') and not regexp_matches(column_key, '用途|性质')
                then 'function'
        end as code_list
    from {{ ref('int_blocks') }}
    where role = 'name'
    qualify row_number() over (partition by document_id, table_no, block_no, group_no order by column_no) = 1

),

lines as (

    select
        {{ all_but('groups', 'code_list') }},
        columns.code_list,
        {{ name_key('groups.name') }} as name_key,
        case when columns.code_list = groups.code_list then groups.code end as printed_code,
        regexp_matches({{ folded('groups.name') }}, '^[一二三四五六七八九十]+、') as is_numbered
    from groups
    inner join columns on {{ same_table('groups', 'columns', 'block_no', 'group_no') }}
    where
        columns.code_list is not null
        and groups.name is not null
        and (groups.code is null or columns.code_list = groups.code_list)

)

select * from lines
