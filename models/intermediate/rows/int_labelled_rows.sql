-- What the labels and the codes of a row name: unit, project, codes, and the words it goes by.
with labels as (

    select * from {{ ref('int_row_labels') }}

),

codes as (

    select * from {{ ref('int_row_codes') }}

),

names as (

    select distinct
        code_list,
        code,
        printed_name
    from {{ ref('int_official_names') }}
    where code_list in ('function', 'economic')

),

project_columns as (

    select distinct
        document_id,
        table_no
    from {{ ref('int_blocks') }}
    where role = 'project_name'

),

joined as (

    select
        {{ all_but('labels', 'project_label') }},
        codes.government_economic_code,
        codes.unit_name,
        project_columns.table_no is null
        and labels.subject = 'project'
        -- 1 全额, 2 差额: groups of units are numbered where units have their codes
        and not regexp_full_match(coalesce(labels.unit_code_label, ''), '[0-9]{1,2}') as names_are_projects,
        coalesce(codes.function_code, case when misplaced.code_list = 'function' then misplaced.code end)
            as function_code,
        coalesce(codes.economic_code, case when misplaced.code_list = 'economic' then misplaced.code end)
            as economic_code,
        case when codes.has_code_from_name then 'name' else 'printed' end as code_source,
        coalesce(
            -- in a table of goals a number is a target
            case
                when labels.subject is distinct from 'performance'
                    then coalesce(
                        case
                            when misplaced.code is null
                                then nullif(regexp_extract({{ folded('labels.unit_code_label') }}, '^[0-9]{3,}$'), '')
                        end,
                        codes.unit_code,
                        case when regexp_full_match(labels.project_label, '[0-9]{3,6}') then labels.project_label end,
                        case when regexp_full_match(labels.project_type, '[0-9]{3,6}') then labels.project_type end
                    )
            end,
            {{ unit_code_before_name('labels.unit_label') }}
        ) as row_unit_code,
        case
            when
                not regexp_full_match(labels.project_label, '[0-9]+')
                and not regexp_full_match(coalesce(labels.project_type, ''), '[0-9]{3,6}')
                then labels.project_label
        end as project_label,
        coalesce(
            case when not regexp_full_match(labels.project_label, '[0-9]+') then labels.project_label end,
            codes.first_name,
            labels.unit_label,
            case when not regexp_full_match(labels.other_label, '[0-9]+') then labels.other_label end,
            labels.project_type,
            labels.unit_code_label,
            labels.project_code_label,
            labels.other_label
        ) as row_label
    from labels
    left join codes on {{ same_row('labels', 'codes', 'block_no') }}
    left join project_columns on {{ same_table('labels', 'project_columns') }}
    -- some forms print items under their unit in one column: 单位代码 | 单位（科目名称）
    left join names as misplaced
        on
            labels.unit_code_label = misplaced.code
            and coalesce(codes.first_name, labels.unit_label) = misplaced.printed_name

)

select * from joined
