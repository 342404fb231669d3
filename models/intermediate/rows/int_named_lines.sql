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
        code_list
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
        {{ is_numbered_line(folded('groups.name')) }} as is_numbered
    from groups
    inner join columns on {{ same_table('groups', 'columns', 'block_no', 'group_no') }}
    where
        columns.code_list is not null
        and groups.name is not null
        and (groups.code is null or columns.code_list = groups.code_list)

)

select * from lines
