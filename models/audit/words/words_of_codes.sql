-- Every printed code: do the lists know it, and is the name beside it its own?
with figures as (

    select * from {{ ref('audit_figures') }}

),

official as (

    select
        'function' as code_list,
        code,
        name,
        aliases,
        valid_from,
        valid_to
    from {{ ref('function_codes') }}
    union all
    select
        'economic' as code_list,
        code,
        name,
        aliases,
        valid_from,
        valid_to
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

),

-- a province's finer pay items are known by the item above them
known as (

    select
        *,
        'unknown_code' as identity,
        not is_known and length(code) <= case code_list when 'economic' then 5 else 7 end as is_broken,
        concat('Code ', code, ' (“', row_label, '”) is not in the ', code_list, ' code list.') as explanation,
        concat('科目编码', code, '（“', row_label, '”）不在科目表中。') as explanation_zh,
        'the list lacks the code' as cause,
        '科目表未收此编码' as cause_zh
    from judged

),

named as (

    select
        *,
        'code_contradicts_name' as identity,
        is_in_force and not is_named_alike and other_code is not null as is_broken,
        concat(
            'Code ', code, ' is ', official_name, ', but “', row_label, '” is printed beside it, the name of ',
            other_code, '.'
        ) as explanation,
        concat('科目编码', code, '应为“', official_name, '”，此处印为“', row_label, '”，即', other_code, '的名称。')
            as explanation_zh,
        'the code or the name is that of another item' as cause,
        '编码或名称属于另一科目' as cause_zh
    from judged
    where is_known

),

checked as (

    select * from known
    union all
    select * from named

),

words as (

    select
        identity,
        document_id,
        page,
        place,
        explanation,
        explanation_zh,
        cause,
        cause_zh,
        concat_ws(' ', code, row_label) as left_text,
        concat_ws(' ', code, official_name) as right_text,
        concat_ws('|', code, row_label, place) as place_key,
        case
            when not is_broken then 'holds'
            -- unknown is not wrong: it is the list that lacks the code
            when identity = 'unknown_code' then 'operand_missing'
            else 'broken'
        end as outcome
    from checked

)

select * from words
