-- Whose mistake? A broken identity whose every operand was surely read is the publisher's; one beside
-- figures that were not landed is ours.
with causes as (

    select * from {{ ref('audit_causes') }}

),

weighed as (

    select * from {{ ref('reading_certainty') }}

),

disclosures as (

    select * from {{ ref('int_disclosures') }}

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
    inner join {{ ref('trial_changes') }} as changes on causes.cause_group = changes.cause_group
    where changes.repair = 'split_over_page'

),

-- two files of one disclosure that contradict themselves alike were not both misread
told_twice as (

    select distinct causes.finding_id
    from causes
    inner join disclosures on causes.document_id = disclosures.document_id
    inner join disclosures as other_disclosures
        on
            disclosures.disclosure_id = other_disclosures.disclosure_id
            and disclosures.document_id <> other_disclosures.document_id
    inner join causes as other_causes
        on
            other_disclosures.document_id = other_causes.document_id
            and causes.identity = other_causes.identity
            and causes.left_yuan = other_causes.left_yuan
            and causes.right_yuan = other_causes.right_yuan

),

proofs as (

    select
        proofs.*,
        seeds.sentence_en,
        seeds.sentence_zh
    from {{ ref('audit_proofs') }} as proofs
    inner join {{ ref('proofs') }} as seeds on proofs.proof = seeds.proof

),

judged as (

    select
        weighed.*,
        proofs.proof,
        proofs.sentence_en as proof_en,
        proofs.sentence_zh as proof_zh,
        told_twice.finding_id is not null as is_told_twice,
        case
            when weighed.has_lost_figures then 'lost'
            when unreadable.finding_id is not null then 'unreadable'
            when split_figures.finding_id is not null then 'split'
            when weighed.is_recognised then 'recognised'
            when proofs.finding_id is null then 'unproved'
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
    left join proofs on weighed.finding_id = proofs.finding_id

),

worded as (

    select
        judged.finding_id,
        judged.proof,
        readings.attribution,
        readings.severity,
        concat_ws(
            '; ',
            readings.sentence_en,
            judged.proof_en,
            case when judged.held_count > 0 then judged.held_count || ' other identities with these figures hold' end,
            case when judged.is_told_twice then 'another file of this disclosure contradicts itself alike' end
        ) as evidence,
        concat_ws(
            '；',
            readings.sentence_zh,
            judged.proof_zh,
            case when judged.held_count > 0 then '这些数字所在的其他' || judged.held_count || '条勾稽关系相符' end,
            case when judged.is_told_twice then '同一公开的另一文件有同样的矛盾' end
        ) as evidence_zh
    from judged
    inner join {{ ref('readings') }} as readings on judged.reading = readings.reading

)

select * from worded
