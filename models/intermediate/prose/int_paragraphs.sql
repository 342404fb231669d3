-- Paragraphs with the headings they stand under.
with lines as (

    select * from {{ ref('int_paragraph_lines') }}

),

paragraphs as (

    select
        document_id,
        paragraph_no,
        min(line_no) as line_no,
        min_by(page, line_no) as page,
        count(*) > 1 and max(length(line_text)) <= 12 as is_narrow,
        {{ marks_before_years("string_agg(line_text, '' order by line_no)") }} as paragraph
    from lines
    group by all

),

marked as (

    select
        *,
        {{ heading_level('paragraph') }} as level,
        {{ heading_mark('paragraph') }} as mark,
        length(paragraph) <= 60
        and not regexp_matches(paragraph, '[,;。:].')
        and not {{ counts_something('paragraph') }} as is_short
    from paragraphs

),

headings as (

    select
        *,
        regexp_replace(substr(paragraph, length(mark) + 1), '[。:]$', '') as title
    from marked
    where is_short and level is not null

),

-- a heading holds until one of its own or of an outer level follows
spans as (

    select
        headings.document_id,
        headings.paragraph_no,
        headings.level,
        headings.mark,
        headings.paragraph,
        headings.title,
        min(later.paragraph_no) as ends_before
    from headings
    left join headings as later
        on
            headings.document_id = later.document_id
            and headings.paragraph_no < later.paragraph_no
            and headings.level >= later.level
    group by all

),

sections as (

    select
        marked.document_id,
        marked.paragraph_no,
        string_agg(spans.paragraph, '/' order by spans.level) as section_path,
        max_by(spans.mark, spans.level) as section_no,
        max_by(spans.title, spans.level) as section_title
    from marked
    inner join spans
        on
            marked.document_id = spans.document_id
            and marked.paragraph_no >= spans.paragraph_no
            and (spans.ends_before is null or marked.paragraph_no < spans.ends_before)
    group by all

),

-- what stays of unread tables is narrow, or words without a stop
joined as (

    select
        marked.*,
        {{ all_but('sections', 'document_id', 'paragraph_no') }},
        marked.is_short and marked.level is not null as is_heading,
        not marked.is_narrow
        and (marked.level is not null or regexp_matches(marked.paragraph, '[,;。]')) as is_prose
    from marked
    left join sections on {{ same_by('marked', 'sections', 'document_id', 'paragraph_no') }}

)

select * from joined
