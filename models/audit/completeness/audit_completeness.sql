-- Is every figure of a page accounted for? An empty table and an unread page differ in their counts.
with pages as (

    select * from {{ ref('stg_pages') }}

),

printed as (

    select * from {{ ref('stg_printed_figures') }}

),

counts as (

    select * from {{ ref('audit_page_counts') }}

),

suspicious as (

    select
        document_id,
        page,
        sum(amount_count) as suspicious_count
    from {{ ref('audit_suspicious_rows') }}
    group by all

),

independent as (

    select distinct document_id from printed

),

completeness as (

    select
        pages.document_id,
        pages.page,
        pages.route,
        pages.has_text,
        not coalesce(pages.has_text, false) and coalesce(pages.has_image, false) as is_unread,
        coalesce(counts.is_independent, independent.document_id is not null) as is_independent,
        coalesce(counts.printed_count, 0)::bigint as printed_count,
        coalesce(counts.in_cells, 0)::bigint as in_cells,
        coalesce(counts.in_headers, 0)::bigint as in_headers,
        coalesce(counts.in_prose, 0)::bigint as in_prose,
        coalesce(counts.in_furniture, 0)::bigint as in_furniture,
        coalesce(counts.unexplained, 0)::bigint as unexplained,
        coalesce(counts.unexplained_amounts, 0)::bigint as unexplained_amounts,
        coalesce(suspicious.suspicious_count, 0)::bigint as suspicious
    from pages
    left join counts
        on pages.document_id = counts.document_id and pages.page = counts.page
    left join suspicious on pages.document_id = suspicious.document_id and pages.page = suspicious.page
    left join independent on pages.document_id = independent.document_id

)

select * from completeness
