-- Paragraphs with the headings they stand under.
with lines as (

    select * from {{ ref('int_paragraph_lines') }}

),

-- `2. 2024年` has lost its blank: the mark of a list is no decimal point
paragraphs as (

    select
        document_id,
        paragraph_no,
        min(line_no) as line_no,
        min_by(page, line_no) as page,
        count(*) > 1 and max(length(text)) <= 12 as is_narrow,
        regexp_replace(
            string_agg(text, '' order by line_no), '(^|[^0-9])([0-9]{1,2})[.](20[0-9]{2}年)', '\1\2、\3', 'g'
        ) as text
    from lines
    group by all

),

marked as (

    select
        *,
        {{ heading_level('text') }} as level,
        regexp_extract(text, '^(第[^部章节]{1,3}(部分|章|节)|[(]?[0-9一二三四五六七八九十]{1,3}[)]?[、.]?)') as mark,
        length(text) <= 60
        and not regexp_matches(text, '[,;。].')
        and not regexp_matches(text, '[0-9](万|亿)?(元|%|辆|台|人|个|项)') as is_heading,
        -- what stays of unread tables is narrow, or words without a stop
        not is_narrow and (regexp_matches(text, '[,;。]') or {{ heading_level('text') }} is not null) as is_prose
    from paragraphs

),

-- the last heading of each level; it holds until one of its own or an outer level follows
reached as (

    select
        *,
        {% for level in range(1, 6) -%}
        max(case when is_heading and level = {{ level }} then paragraph_no end) over upward as heading_{{ level }},
        max(case when is_heading and level <= {{ level }} then paragraph_no end) over upward as reached_{{ level }}{{ "," if not loop.last }}
        {% endfor %}
    from marked
    window upward as (partition by document_id order by paragraph_no)

),

above as (

    select
        reached.document_id,
        reached.paragraph_no,
        string_agg(headings.text, '/' order by headings.level) as section_path,
        max_by(headings.mark, headings.level) as section_no,
        max_by(
            regexp_replace(substr(headings.text, length(headings.mark) + 1), '[。:]$', ''), headings.level
        ) as section_title
    from reached
    inner join marked as headings
        on
            reached.document_id = headings.document_id
            and (
                {%- for level in range(1, 6) %}
                {{ "or " if not loop.first }}(headings.paragraph_no = reached.heading_{{ level }} and reached.heading_{{ level }} = reached.reached_{{ level }})
                {%- endfor %}
            )
    group by all

),

joined as (

    select
        marked.document_id,
        marked.paragraph_no,
        marked.line_no,
        marked.page,
        marked.is_heading and marked.level is not null as is_heading,
        marked.is_prose,
        above.section_no,
        above.section_title,
        above.section_path,
        marked.text
    from marked
    left join above on marked.document_id = above.document_id and marked.paragraph_no = above.paragraph_no

)

select * from joined
