-- What a cover says: the body, the year and the kind of its title, whether of the whole department or of one
-- unit, and its date.
with lines as (

    select * from {{ ref('int_cover_lines') }}

),

joined as (

    select
        document_id,
        string_agg(text, '' order by line_no) as cover_text,
        string_agg(text_key, '' order by line_no) as cover_key
    from lines
    group by all

),

-- [2026年度]某某局[（本级）][2026年度]部门[综合]预算
titled as (

    select
        joined.*,
        unnest(regexp_extract(
            joined.cover_text,
            '^(?:附件[0-9一二三四五六七八九十]{0,2}[:：.、]?|[.·—-]|关于)*(?:{{ printed_year() }}度?)?'
            || '([\p{Han}“][\p{Han}A-Za-z0-9（）()·“”、]{2,39}?)([（(][^（）()]{2,6}[)）])?(?:关于|部门|单位)?'
            || '({{ printed_year() }}度?)?(?:部门|单位)?(?:综合|整体|收支)?(?:预算|决算)',
            ['title_name', 'title_scope', 'title_year']
        )),
        regexp_extract(joined.cover_key, '(部门|单位)(?:综合|整体|收支)?(预算|决算)(?:[^单部]|$)', 1) as title_level,
        regexp_extract(joined.cover_key, '(部门|单位)(?:综合|整体|收支)?(预算|决算)(?:[^单部]|$)', 2) as title_kind,
        -- a year that is no date
        regexp_extract(joined.cover_key, '({{ printed_year() }})(?:度|[^0-9一二三四五六七八九十度]|$)', 1) as first_year
    from joined

),

dates as (

    select
        document_id,
        unnest(regexp_extract(
            {{ digits_of_numerals('text_key') }}, '([0-9]{4})年([0-9]{1,2})月(?:([0-9]{1,2})日)?', ['y', 'm', 'd']
        ))
    from lines
    where
        regexp_full_match(
            text_key,
            '[^0-9〇○零一二三四五六七八九十]{0,6}{{ printed_year() }}'
            || '([0-9]{1,2}|[一二三四五六七八九十]{1,2})月(([0-9]{1,2}|[一二三四五六七八九十]{1,3})日)?[)]?'
        )

),

cover_dates as (

    select
        document_id,
        max(try_cast(
            concat_ws('-', y, lpad(m, 2, '0'), lpad(coalesce(nullif(d, ''), '1'), 2, '0')) as date
        )) as cover_date
    from dates
    group by all

),

described as (

    select
        titled.document_id,
        titled.cover_text,
        titled.cover_key,
        nullif(titled.title_name, '') as title_name,
        nullif(titled.title_kind, '') as title_kind,
        try_cast(
            left({{ digits_of_numerals("coalesce(nullif(titled.title_year, ''), titled.first_year)") }}, 4)
            as integer
        ) as title_year,
        case
            when regexp_matches(titled.title_scope, '本级|本部|机关') then 'unit'
            when regexp_matches(titled.title_scope, '汇总|合并|系统|所属|部门') then 'department'
            when titled.title_level = '单位' then 'unit'
            when titled.title_level = '部门' then 'department'
        end as reporting_scope,
        regexp_matches(titled.cover_key, '{{ placeholder() }}[\p{Han}]{0,8}(局|委|办|部门|单位|中心|厅|院)')
            as is_blank_form,
        cover_dates.cover_date
    from titled
    left join cover_dates on titled.document_id = cover_dates.document_id

)

select * from described
