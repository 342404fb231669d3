-- Printed codes with the name beside each, and what the lists know of both.
with figures as (

    select * from {{ ref('audit_figures') }}

),

official as (

    select
        'function' as code_list,
        *
    from {{ ref('function_codes') }}
    union all by name
    select
        'economic' as code_list,
        *
    from {{ ref('economic_codes') }}

),

names as (

    select
        code_list,
        code,
        regexp_replace({{ folded("unnest(list_append(string_split(coalesce(aliases, name), ';'), name))") }}, '支出$', '')
            as name_key
    from official

),

-- beside two codes the label may be the name of the treasury's
named_by_treasury as (

    select distinct figures.figure_id
    from figures
    inner join {{ ref('government_economic_codes') }} as treasury
        on
            figures.government_economic_code = treasury.code
            and {{ folded('figures.row_label') }} = {{ folded('treasury.name') }}

),

printed as (

    select
        figures.document_id,
        figures.fiscal_year,
        figures.row_label,
        case when figures.function_code is not null then 'function' else 'economic' end as code_list,
        coalesce(figures.function_code, figures.economic_code) as code,
        regexp_replace(regexp_replace({{ folded('figures.row_label') }}, '^[0-9-]+', ''), '支出$', '') as name_key,
        min(figures.page) as page,
        min(figures.table_no) as table_no,
        arg_min(figures.locator, (figures.table_no, figures.row_no, figures.column_no)) as place
    from figures
    anti join named_by_treasury on figures.figure_id = named_by_treasury.figure_id
    where
        coalesce(figures.function_code, figures.economic_code) is not null
        and figures.row_label is not null
        and figures.subject in ('function', 'economic', 'revenue')
    group by all

),

judged as (

    select
        printed.*,
        official.code is not null as is_known,
        -- codes change: 30311 was 住房公积金 before 2018
        coalesce(official.valid_from <= printed.fiscal_year, true)
        and coalesce(official.valid_to >= printed.fiscal_year, true) as is_in_force,
        bool_or(names.code is not null) as is_named_alike,
        min(namesakes.code) as other_code,
        min(official.name) as official_name
    from printed
    left join official on printed.code_list = official.code_list and printed.code = official.code
    left join names
        on printed.code_list = names.code_list and printed.code = names.code and printed.name_key = names.name_key
    left join names as namesakes
        on
            printed.code_list = namesakes.code_list
            and printed.name_key = namesakes.name_key
            and length(printed.code) = length(namesakes.code)
            and printed.code <> namesakes.code
    group by all

)

select * from judged
