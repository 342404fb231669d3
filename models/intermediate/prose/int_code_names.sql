-- What rows print beside their codes: whether the code is listed, and whether the name is one of its
-- names. A name cut by a narrow cell, or printed longer, agrees.
with figures as (

    select * from {{ ref('int_figures') }}
    where code_source = 'printed'

),

rows as (

    select distinct
        document_id,
        table_no,
        block_no,
        row_no,
        page,
        row_label,
        function_code,
        economic_code,
        government_economic_code
    from figures

),

groups as (

    select *
    from {{ ref('int_row_groups') }}
    where code is not null and code_list is not null and name is not null

),

printed as (

    select
        rows.*,
        groups.group_no,
        groups.code_list,
        groups.code,
        groups.name as printed_name,
        {{ name_key('groups.name') }} as name_key
    from rows
    inner join groups
        on
            {{ same_row('rows', 'groups', 'block_no') }}
            and groups.code in (rows.function_code, rows.economic_code, rows.government_economic_code)

),

official as (

    select * from {{ ref('int_official_names') }}

),

compared as (

    select
        printed.document_id,
        printed.table_no,
        printed.block_no,
        printed.group_no,
        printed.row_no,
        printed.page,
        printed.code_list,
        printed.code,
        printed.printed_name,
        min_by(official.printed_name, length(official.printed_name)) as official_name,
        count(official.code) > 0 as is_listed,
        bool_or(
            starts_with(official.name_key, printed.name_key) or starts_with(printed.name_key, official.name_key)
        ) as names_agree
    from printed
    left join official on {{ same_by('printed', 'official', 'code_list', 'code') }}
    group by all

)

select * from compared
