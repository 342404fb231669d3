-- Printed lines belong to one paragraph until something begins a new one: a heading mark, an indent,
-- or a line that stops short of the margin. Text dumps have no margins; there a stop ends a paragraph.
with lines as (

    select
        document_id,
        line_no,
        page,
        x0,
        x1,
        bottom - top as em,
        regexp_replace(text_key, '^[#>*-]+|[*]{2}', '', 'g') as text
    from {{ ref('stg_lines') }}

),

margins as (

    select
        document_id,
        page,
        min(x0) as left_margin,
        max(x1) as right_margin
    from lines
    where length(text) > 10
    group by all

),

features as (

    select
        lines.document_id,
        lines.line_no,
        lines.page,
        lines.text,
        lines.x0,
        lines.em,
        lines.x1 is null as is_dump,
        lines.x0 > margins.left_margin + 1.2 * lines.em as is_indented,
        (margins.right_margin - lines.x1) / nullif(lines.em, 0) as missing_ems,
        regexp_matches(
            lines.text,
            case
                when lines.x1 is null then '[。;!?]["*]?$|(其中|如下|以下|方面|包括|名称|部门|单位):$'
                else '[。;:!?]["*]?$'
            end
        ) as is_stopped,
        {{ heading_level('lines.text') }} is not null as is_marked,
        {{ heading_level('lines.text') }} is not null
        and not regexp_matches(lines.text, '[,。;:]|[(](类|款)[)]') as is_title
    from lines
    left join margins on lines.document_id = margins.document_id and lines.page = margins.page

),

followed as (

    select
        *,
        lag(columns(* exclude (document_id, line_no, text, is_indented, is_marked))) over (
            partition by document_id order by line_no
        ) as "previous_\0",
        lag(length(text)) over (partition by document_id order by line_no) as previous_length
    from features

),

begun as (

    select
        *,
        previous_page is null
        or (is_marked and (is_dump or is_indented or previous_missing_ems > 1.5 or previous_is_title))
        or page > previous_page + 1
        or case
            when is_dump then previous_is_stopped or previous_is_title or previous_length < 20
            else
                (is_indented and x0 > previous_x0 + 1.2 * em)
                or (is_indented and previous_is_stopped)
                or (previous_is_title and previous_missing_ems > 1.5)
                or (previous_is_stopped and previous_missing_ems > 1.5)
                or previous_missing_ems > 8
        end as begins
    from followed

),

numbered as (

    select
        document_id,
        line_no,
        page,
        text,
        sum(begins::integer) over (partition by document_id order by line_no) as paragraph_no
    from begun
    where text <> ''

),

placed as (

    select
        *,
        sum(length(text)) over (partition by document_id, paragraph_no order by line_no) - length(text) as begins_at
    from numbered

)

select * from placed
