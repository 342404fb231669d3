-- The lines of a cover: what stands on the first page before its contents, its parts or its prose.
with lines as (

    select
        *,
        bool_or(
            regexp_matches(
                text_key,
                '^(目录?$|目录|录$|第[一二三四五六七八九十]{1,3}部分|[一二三四五六七八九十]{1,2}、|[(][一二三四五六七八九十][)]|[0-9]{1,2}[.、][^0-9])'
            )
        ) over (partition by document_id order by line_no rows unbounded preceding) as is_past_cover,
        min(page) over (partition by document_id) as first_page
    from {{ ref('stg_lines') }}
    where line_no <= 40

),

cover_lines as (

    select
        document_id,
        line_no,
        text,
        text_key
    from lines
    where not is_past_cover and page = first_page and page <= 2
    qualify row_number() over (partition by document_id order by line_no) <= 12

)

select * from cover_lines
