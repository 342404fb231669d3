-- Printed lines belong to one paragraph until something begins a new one: a heading mark, an indent,
-- or a line that stops short of the margin. Text dumps have no margins; there a stop ends a paragraph.
with lines as (

    select
        *,
        x1 is null as is_dump,
        bottom - top as em,
        regexp_replace(text_key, '^[#>*-]+|[*]{2}', '', 'g') as line_text
    from {{ ref('stg_lines') }}

),

margins as (

    select
        document_id,
        page,
        min(x0) as left_margin,
        max(x1) as right_margin
    from lines
    where length(line_text) > 10
    group by all

),

features as (

    select
        lines.*,
        lines.x0 > margins.left_margin + 1.2 * lines.em as is_indented,
        (margins.right_margin - lines.x1) / nullif(lines.em, 0) as missing_ems,
        {{ is_stopped('lines.line_text', 'lines.is_dump') }} as is_stopped,
        {{ heading_level('lines.line_text') }} is not null as is_marked
    from lines
    left join margins on {{ same_by('lines', 'margins', 'document_id', 'page') }}

),

followed as (

    select
        *,
        lag(page) over in_document as previous_page,
        lag(x0) over in_document as previous_x0,
        lag(bottom) over in_document as previous_bottom,
        lag(missing_ems) over in_document as previous_missing_ems,
        lag(is_stopped) over in_document as is_after_stop,
        lag(is_marked and not {{ runs_on('line_text') }}) over in_document as is_after_title,
        lag(length(line_text)) over in_document as previous_length
    from features
    window in_document as (partition by document_id order by line_no)

),

begun as (

    select
        *,
        case
            when previous_page is null or page > previous_page + 1 then true
            when is_dump then is_marked or is_after_stop or is_after_title or previous_length < 20
            -- a gap in one printed line
            when page = previous_page and abs(bottom - previous_bottom) < em / 2 then false
            else
                (is_marked and (is_indented or is_after_title or previous_missing_ems > 1.5))
                or (is_indented and x0 > previous_x0 + 1.2 * em)
                or (is_indented and is_after_stop)
                or ((is_after_stop or is_after_title) and previous_missing_ems > 1.5)
                or previous_missing_ems > 8
        end as is_beginning
    from followed

),

numbered as (

    select
        document_id,
        line_no,
        page,
        line_text,
        sum(is_beginning::integer) over (partition by document_id order by line_no) as paragraph_no
    from begun
    where line_text <> ''

),

placed as (

    select
        *,
        sum(length(line_text)) over (partition by document_id, paragraph_no order by line_no)
        - length(line_text) as begins_at
    from numbered

)

select * from placed
