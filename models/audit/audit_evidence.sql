-- Whose mistake? A broken identity whose every operand was surely read is the publisher's; one beside
-- figures that were not landed is ours. A reading is sure where two readers agree, where the file holds
-- its cells as text, and where the figure stands in other identities that hold.
with causes as (

    select * from {{ ref('audit_causes') }}

),

operands as (

    select * from {{ ref('audit_operands') }}

),

figures as (

    select * from {{ ref('audit_quotations') }}

),

outcomes as (

    select * from {{ ref('audit_figure_outcomes') }}

),

pages as (

    select * from {{ ref('audit_completeness') }}

),

documents as (

    select
        documents.document_id,
        documents.format,
        disclosures.disclosure_id
    from {{ ref('int_documents') }} as documents
    left join {{ ref('int_disclosures') }} as disclosures on documents.document_id = disclosures.document_id

),

cut_tables as (

    select
        document_id,
        table_no
    from {{ ref('coverage') }}
    where status = 'cut'

),

unreadable as (

    select * from {{ ref('audit_unreadable_places') }}

),

withheld as (

    select distinct document_id
    from {{ ref('stg_lines') }}
    where regexp_matches(text_key, '(保密|涉密).{0,40}(剔除|不予?(对外)?公开|未公开)')

),

split_figures as (

    select distinct causes.finding_id
    from causes
    inner join {{ ref('audit_changes') }} as changes on causes.cause_group = changes.cause_group
    where changes.repair = 'split_over_page'

),

-- two files of one disclosure that contradict themselves alike were not both misread
told_twice as (

    select distinct causes.finding_id
    from causes
    inner join documents on causes.document_id = documents.document_id
    inner join documents as other_documents
        on
            documents.disclosure_id = other_documents.disclosure_id
            and documents.document_id <> other_documents.document_id
    inner join causes as other_causes
        on
            other_documents.document_id = other_causes.document_id
            and causes.identity = other_causes.identity
            and causes.left_yuan = other_causes.left_yuan
            and causes.right_yuan = other_causes.right_yuan

),

read as (

    select
        causes.finding_id,
        causes.document_id,
        pages.route,
        coalesce(outcomes.held_count, 0) as held_count,
        coalesce(pages.route = 'ocr', false) as is_recognised,
        coalesce(pages.unexplained_amounts = 0 and pages.suspicious = 0, false) as is_page_complete,
        coalesce(pages.unexplained_amounts + pages.suspicious > 0, false) as has_lost_figures,
        coalesce(contains(figures.second_text_key, figures.text_key), false)
        or not regexp_matches(coalesce(figures.text_key, ''), '[0-9]') as is_read_twice,
        documents.format not in ('pdf', 'image')
        and coalesce(figures.placement, 'printed') = 'printed' as is_own_text,
        cut_tables.table_no is not null as is_cut
    from causes
    inner join operands
        on
            causes.identity = operands.identity
            and causes.document_id = operands.document_id
            and causes.place_key = operands.place_key
            and causes.alternative = operands.alternative
    inner join figures on operands.figure_id = figures.figure_id
    inner join documents on figures.document_id = documents.document_id
    left join outcomes on operands.printed_figure_id = outcomes.figure_id
    left join pages on figures.document_id = pages.document_id and figures.page = pages.page
    left join cut_tables
        on figures.document_id = cut_tables.document_id and figures.table_no = cut_tables.table_no

),

weighed as (

    select
        finding_id,
        document_id,
        sum(held_count) as held_count,
        bool_or(is_recognised) as is_recognised,
        bool_and(is_page_complete) as is_page_complete,
        bool_or(has_lost_figures) as has_lost_figures,
        bool_and(is_read_twice) as is_read_twice,
        bool_and(is_own_text) as is_own_text,
        bool_and(is_read_twice or is_own_text or held_count > 0) as is_surely_read,
        bool_or(is_cut) as is_cut
    from read
    group by all

),

judged as (

    select
        weighed.*,
        told_twice.finding_id is not null as is_told_twice,
        case
            when weighed.has_lost_figures then 'lost'
            when unreadable.finding_id is not null then 'unreadable'
            when split_figures.finding_id is not null then 'split'
            when weighed.is_recognised then 'recognised'
            when weighed.is_cut and weighed.is_page_complete and withheld.document_id is not null then 'withheld'
            when weighed.is_cut and weighed.is_page_complete then 'cut'
            when weighed.is_page_complete and weighed.is_own_text then 'own_text'
            when weighed.is_page_complete and weighed.is_read_twice then 'read_twice'
            when weighed.is_page_complete and weighed.is_surely_read then 'holds_elsewhere'
            when told_twice.finding_id is not null then 'told_twice'
            else 'read_once'
        end as reading
    from weighed
    left join unreadable on weighed.finding_id = unreadable.finding_id
    left join withheld on weighed.document_id = withheld.document_id
    left join split_figures on weighed.finding_id = split_figures.finding_id
    left join told_twice on weighed.finding_id = told_twice.finding_id

),

worded as (

    select
        judged.finding_id,
        readings.attribution,
        readings.severity,
        concat_ws(
            '; ',
            readings.sentence_en,
            case when judged.held_count > 0 then judged.held_count || ' other identities with these figures hold' end,
            case when judged.is_told_twice then 'another file of this disclosure contradicts itself alike' end
        ) as evidence,
        concat_ws(
            '；',
            readings.sentence_zh,
            case when judged.held_count > 0 then '这些数字所在的其他' || judged.held_count || '条勾稽关系相符' end,
            case when judged.is_told_twice then '同一公开的另一文件有同样的矛盾' end
        ) as evidence_zh
    from judged
    inner join {{ ref('readings') }} as readings on judged.reading = readings.reading

)

select * from worded
