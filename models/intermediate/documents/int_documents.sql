-- What kind of document it is, of which year and whose: from its content, never from its file name.
with documents as (

    select * from {{ ref('stg_documents') }}

),

lines as (

    select * from {{ ref('stg_lines') }}

),

captions as (

    select * from {{ ref('stg_captions') }}

),

titles as (

    select * from {{ ref('int_titles') }}

),

cover as (

    select
        document_id,
        string_agg(text_key, '' order by line_no) filter (where line_no <= 12) as cover_key,
        string_agg(text, '' order by line_no) filter (where line_no <= 12) as cover_text,
        string_agg(text_key, '' order by line_no) filter (where line_no <= 400) as opening_key
    from lines
    group by all

),

-- a year before 年 that is no date and nothing is compared with (比2024年预算增加); the years of titles
-- and captions weigh as much as the cover's
years as (

    select
        document_id,
        unnest(regexp_extract_all(text_key, '(?:^|[^比较与])(20[0-9]{2})年(?:度|[^0-9]|$)', 1)) as year
    from captions
    where position in ('above', 'inside')
    union all
    select
        document_id,
        unnest(regexp_extract_all(cover_key, '(?:^|[^比较与])(20[0-9]{2})年(?:度|[^0-9]|$)', 1)) as year
    from cover
    union all
    select
        document_id,
        unnest(
            regexp_extract_all(
                opening_key,
                '(?:^|[^比较与])(20[0-9]{2})年(?:度)?(?:部门|单位)?(?:综合)?(?:收入|支出|预算|决算)',
                1
            )
        ) as year
    from cover

),

mentioned_years as (

    select
        document_id,
        year::integer as year,
        count(*) as mentions
    from years
    where year::integer between 2005 and 2050
    group by all

),

fiscal_years as (

    select
        document_id,
        max_by(year, (mentions, year)) as fiscal_year
    from mentioned_years
    group by all

),

kinds as (

    select
        documents.document_id,
        case
            when
                count(*) filter (where regexp_matches(titles.table_title, '决算|自评')) * 2 > count(titles.table_title)
                and count(titles.table_title) > 0
                then 'final_accounts'
            -- titles without either word are of what the cover says
            when any_value(regexp_matches(left(cover.cover_key, 100), '^[^预]*决算')) then 'final_accounts'
            when count(*) filter (where titles.table_type is not null) > 0 then 'budget'
            when any_value(regexp_matches(left(cover.cover_key, 300), '决算')) then 'final_accounts'
            when any_value(regexp_matches(left(cover.cover_key, 300), '预算')) then 'budget'
            else 'other'
        end as document_kind
    from documents
    left join titles on documents.document_id = titles.document_id
    left join cover on documents.document_id = cover.document_id
    group by all

),

departments as (

    select * from {{ ref('int_departments') }}

),

renamings as (

    select * from {{ ref('unit_merges') }}

),

described as (

    select
        documents.document_id,
        documents.sha256,
        documents.format,
        documents.byte_size,
        documents.page_count,
        documents.extractor_version,
        documents.file_name,
        documents.file_count,
        kinds.document_kind,
        fiscal_years.fiscal_year,
        departments.department_name,
        departments.region_code,
        -- the body behind its names of different years
        coalesce(renamings.canonical_name, departments.department_name, documents.document_id) as body_name
    from documents
    left join kinds on documents.document_id = kinds.document_id
    left join fiscal_years on documents.document_id = fiscal_years.document_id
    left join departments on documents.document_id = departments.document_id
    left join renamings
        on
            departments.region_code = renamings.region_code
            and departments.department_name = renamings.name
            and fiscal_years.fiscal_year >= coalesce(renamings.valid_from, 0)
            and fiscal_years.fiscal_year <= coalesce(renamings.valid_to, 9999)

)

select * from described
