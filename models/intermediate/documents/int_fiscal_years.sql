-- The year a document is about: its cover's, else the one its titles, captions and headings name most.
with lines as (

    select * from {{ ref('stg_lines') }}
    where line_no <= 400

),

openings as (

    select
        document_id,
        string_agg(text_key, '' order by line_no) filter (where line_no <= 12) as cover_key,
        string_agg(text_key, '' order by line_no) as opening_key
    from lines
    group by all

),

-- a year before 年 that is no date and nothing is compared with (比2024年预算增加); the years of titles
-- and captions weigh as much as the cover's
years as (

    select
        document_id,
        unnest(regexp_extract_all(text_key, '(?:^|[^比较与])(20[0-9]{2})年(?:度|[^0-9]|$)', 1)) as year
    from {{ ref('stg_captions') }}
    where position in ('above', 'inside')
    union all
    select
        document_id,
        unnest(regexp_extract_all(cover_key, '(?:^|[^比较与])(20[0-9]{2})年(?:度|[^0-9]|$)', 1)) as year
    from openings
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
    from openings

),

mentioned as (

    select
        document_id,
        year::integer as year,
        count(*) as mention_count
    from years
    where year::integer between 2005 and 2050
    group by all

),

fiscal_years as (

    select
        mentioned.document_id,
        max_by(mentioned.year, (mentioned.mention_count, mentioned.year)) as mentioned_year
    from mentioned
    group by all

),

chosen as (

    select
        coalesce(covers.document_id, fiscal_years.document_id) as document_id,
        coalesce(covers.title_year, fiscal_years.mentioned_year) as fiscal_year
    from fiscal_years
    full join {{ ref('int_covers') }} as covers on fiscal_years.document_id = covers.document_id

)

select * from chosen
