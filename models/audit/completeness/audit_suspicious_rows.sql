-- Visual rows outside every grid that look like rows of a table: several amounts and no sentence.
with figures as (

    select * from {{ ref('stg_printed_figures') }}
    where region = 'line' and regexp_matches(text_key, '[.,][0-9]') and top is not null

),

lines as (

    select * from {{ ref('stg_lines') }}
    where top is not null

),

figure_lines as (

    select
        figures.document_id,
        figures.page,
        figures.figure_no,
        lines.line_no,
        lines.top,
        lines.text,
        lines.text_key
    from figures
    inner join lines
        on
            figures.document_id = lines.document_id
            and figures.page = lines.page
            and (figures.top + figures.bottom) / 2 between lines.top and lines.bottom
            and (figures.x0 + figures.x1) / 2 between lines.x0 - 1 and lines.x1 + 1
    qualify row_number() over (
        partition by figures.document_id, figures.page, figures.figure_no order by abs(figures.top - lines.top)
    ) = 1

),

visual_rows as (

    select
        document_id,
        page,
        round(top / 3) as row_key,
        min(line_no) as line_no,
        count(*) as amount_count,
        bool_or(regexp_matches(text_key, '[。;,，；、]|[0-9.](亿|万|千)?元|[0-9]%')) as has_sentence,
        string_agg(distinct text, ' ') as row_text
    from figure_lines
    group by all

),

suspicious as (

    select * exclude (row_key)
    from visual_rows
    where amount_count >= 2 and not has_sentence

)

select * from suspicious
