-- The codes of a row: printed, or told by its name and its place; or the code of a unit.
with groups as (

    select * from {{ ref('int_row_groups') }}

),

resolved as (

    select * from {{ ref('int_resolved_codes') }}

),

official as (

    select distinct
        code_list,
        code,
        first_value(printed_name) over (partition by code_list, code order by length(printed_name) desc) as name
    from {{ ref('int_official_names') }}

),

-- 509 is both a treasury class and the Jiefang bureau: the name decides
coded as (

    select
        {{ all_but('groups', 'code', 'code_list') }},
        coalesce(groups.code, resolved.code) as code,
        case when groups.code is not null then groups.code_list else resolved.code_list end as code_list,
        groups.code is null and resolved.code is not null as is_from_name,
        coalesce(length(groups.code), 0) >= 3
        and (
            groups.code_list is null
            or (
                length(groups.code) = 3
                and own_names.code is null
                -- the lists hold every class: any other three digits are a department's
                and (
                    official.code is null
                    or regexp_matches(
                        regexp_replace({{ folded('groups.name') }}, '[(].*[)]$', ''), '{{ body_ending() }}'
                    )
                )
            )
        ) as is_unit
    from groups
    left join resolved on {{ same_row('groups', 'resolved', 'block_no', 'group_no') }}
    left join official on {{ same_by('groups', 'official', 'code_list', 'code') }}
    left join {{ ref('int_official_names') }} as own_names
        on
            {{ same_by('groups', 'own_names', 'code_list', 'code') }}
            and groups.name = own_names.printed_name

),

per_row as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        max(code) filter (where code_list = 'function' and not is_unit) as function_code,
        max(code) filter (where code_list = 'economic' and not is_unit) as economic_code,
        max(code) filter (where code_list = 'government_economic' and not is_unit) as government_economic_code,
        max(code) filter (where is_unit) as unit_code,
        min_by(name, group_no) filter (where name is not null) as first_name,
        max(name) filter (where is_unit) as unit_name,
        bool_or(is_from_name) as has_code_from_name
    from coded
    group by all

)

select * from per_row
