-- Files that are the same disclosure: one body (under any of its names), year and kind. The best
-- file speaks for it: the latest by the date on its cover, then a complete one, none of it
-- recognised from an image, whose figures are placed beyond doubt.
with documents as (

    select * from {{ ref('int_documents') }}

),

figure_counts as (

    select
        document_id,
        count(*) as figure_count,
        count(*) filter (where placement in ('ambiguous', 'guessed')) as ambiguous_count,
        count(*) filter (where route = 'ocr') as recognised_count
    from {{ ref('int_figures') }}
    group by all

),

cover_dates as (

    select
        document_id,
        max(
            make_date(
                regexp_extract(text_key, '(20[0-9]{2})年([0-9]{1,2})月', 1)::integer,
                greatest(1, least(12, regexp_extract(text_key, '(20[0-9]{2})年([0-9]{1,2})月', 2)::integer)),
                1
            )
        ) as cover_date
    from {{ ref('stg_lines') }}
    where line_no <= 12 and regexp_full_match(text_key, '[(]?20[0-9]{2}年[0-9]{1,2}月([0-9]{1,2}日)?[)]?')
    group by all

),

keyed as (

    select
        documents.document_id,
        documents.format,
        cover_dates.cover_date,
        coalesce(figure_counts.figure_count, 0) as figure_count,
        coalesce(figure_counts.ambiguous_count, 0) as ambiguous_count,
        coalesce(figure_counts.recognised_count, 0) as recognised_count,
        case
            when documents.department_name is null or documents.fiscal_year is null then documents.document_id
            else
                md5(
                    concat_ws(
                        '|',
                        documents.region_code,
                        {{ folded('documents.body_name') }},
                        documents.fiscal_year,
                        documents.document_kind
                    )
                )[:16]
        end as disclosure_id
    from documents
    left join figure_counts on documents.document_id = figure_counts.document_id
    left join cover_dates on documents.document_id = cover_dates.document_id

),

compared as (

    select
        *,
        max(figure_count) over (partition by disclosure_id, cover_date) as most_figures
    from keyed

),

ranked as (

    select
        * exclude (most_figures),
        dense_rank() over (partition by disclosure_id order by cover_date nulls first) as version_no,
        row_number() over (
            partition by disclosure_id
            order by
                cover_date desc nulls last,
                figure_count * 1.02 >= most_figures desc,
                recognised_count > 0,
                ambiguous_count > 0,
                list_position(['pdf', 'xlsx', 'docx', 'html', 'xls', 'text'], format),
                figure_count desc,
                document_id asc
        ) = 1 as is_current
    from compared

)

select * from ranked
