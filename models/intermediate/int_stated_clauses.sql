-- Figures of the prose with the words that lead to them (from the figure before, or the paragraph's
-- beginning) and those that follow. The last clause of the lead says what is counted; where it only
-- compares or joins (增长, 占, 其中), it is a bare clause and the subject stands further up.
with numbers as (

    select * from {{ ref('int_stated_numbers') }}

),

paragraphs as (

    select * from {{ ref('int_paragraphs') }}

),

words as (

    select
        string_agg(pattern, '|' order by length(pattern) desc) filter (where attribute = 'joining') as joining,
        string_agg(pattern, '|') filter (where attribute = 'reason') as reason,
        string_agg(pattern, '|') filter (where attribute = 'aside') as aside
    from {{ ref('stated_words') }}

),

runs as (

    select
        *,
        sum(is_figure::integer) over (partition by document_id, paragraph_no order by number_no) as figure_no
    from numbers

),

spans as (

    select
        document_id,
        paragraph_no,
        figure_no,
        string_agg(
            case when is_figure then substr(after, length(unit_text) + 1) else coalesce(printed_text, '') || after end,
            '' order by number_no
        ) as span
    from runs
    group by all

),

leads as (

    select
        runs.*,
        before.span as lead,
        follow.span as follow,
        regexp_extract(before.span, '[^;。]*$') as last_sentence,
        regexp_extract(before.span, '、?([^,;。:]*)$', 1) as last_clause
    from runs
    inner join spans as before
        on
            runs.document_id = before.document_id
            and runs.paragraph_no = before.paragraph_no
            and runs.figure_no = before.figure_no + 1
    inner join spans as follow
        on
            runs.document_id = follow.document_id
            and runs.paragraph_no = follow.paragraph_no
            and runs.figure_no = follow.figure_no
    where runs.is_figure

),

bared as (

    select
        leads.* exclude (is_figure, after),
        paragraphs.section_path,
        paragraphs.section_no,
        paragraphs.section_title,
        paragraphs.text as paragraph,
        regexp_replace(leads.lead, words.aside, '', 'g') as lead_without_asides,
        regexp_replace(leads.last_clause, words.joining, '', 'g') = '' as is_bare,
        regexp_matches(leads.last_sentence, words.reason) as is_in_reason
    from leads
    inner join paragraphs
        on leads.document_id = paragraphs.document_id and leads.paragraph_no = paragraphs.paragraph_no
    cross join words

),

-- where the subject is looked for; `#` stands for a count, for its noun may follow: 23个项目
searched as (

    select
        *,
        coalesce(section_path, '') || '/' || left(paragraph, begins_at) || '#' || left(follow, 8) as context,
        case
            when is_in_reason then null
            when kind = 'count'
                then coalesce(nullif(last_clause, ''), lead) || '#' || regexp_extract(follow, '^[^,;。:、(]*')
            -- after a bracket the figure before it goes on: 运行费5万元(其中…)比上年减少
            when starts_with(last_clause, ')')
                then regexp_extract(
                    left(paragraph, begins_at), '([^,;。:()]*)[0-9][0-9.,]*万?元[(][^()]*[)][^,;。()]*$', 1
                )
            when not is_bare then last_clause
            when figure_no = 1 then coalesce(section_title, '') || '。' || lead_without_asides
            when regexp_matches(lead, '[;。]') then lead_without_asides
        end as search_text
    from bared

)

select * from searched
